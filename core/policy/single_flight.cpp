#include "core/policy/single_flight.hpp"

#include <utility>

#include "core/base/waiting.hpp"

namespace sark {

SingleFlight::Outcome SingleFlight::run(const std::string& key,
                                        const std::function<PolicyDecision()>& evaluate,
                                        const PolicyDecision& on_throw) {
    std::shared_ptr<Flight> flight;
    {
        std::unique_lock lock(mutex_);
        const auto [place, is_first] = flights_.try_emplace(key);
        if (!is_first) {
            flight = place->second;
            about_to_wait();
            flight->landed.wait(lock, [&] { return flight->decision.has_value(); });
            return {*flight->decision, true};
        }
        flight = place->second = std::make_shared<Flight>();
    }
    PolicyDecision decision;
    try {
        decision = evaluate();
    } catch (...) {  // the waiters must not wait for ever
        decision = on_throw;
    }
    {
        const std::lock_guard lock(mutex_);
        flight->decision = decision;
        flights_.erase(key);
    }
    flight->landed.notify_all();
    return {std::move(decision), false};
}

}  // namespace sark
