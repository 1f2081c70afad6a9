#include "core/policy/decision.hpp"

namespace sark {

std::string_view to_string(CacheStatus status) {
    switch (status) {
        case CacheStatus::none:
            return "none";
        case CacheStatus::l1_hit:
            return "l1";
        case CacheStatus::l2_hit:
            return "l2";
        case CacheStatus::miss:
            return "miss";
    }
    return "none";
}

PolicyDecision error_denial(std::string_view why) {
    PolicyDecision decision;
    decision.error = true;
    decision.policy = "error";
    decision.reason = std::string("Policy evaluation error: ").append(why);
    return decision;
}

}  // namespace sark
