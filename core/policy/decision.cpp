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

}  // namespace sark
