#include "core/policy/decision_store.hpp"

#include <algorithm>
#include <vector>

#include "core/policy/decision_json.hpp"
#include "core/policy/decision_key.hpp"
#include "core/redis/client.hpp"

namespace sark {

DecisionStore::DecisionStore(redis::Client* redis, Nanos ttl, const TimeSource& time)
    : redis_(ttl > Nanos{0} ? redis : nullptr), ttl_(ttl), time_(time) {}

bool DecisionStore::may_try() {
    std::int64_t until = away_until_ns_.load(std::memory_order_relaxed);
    if (until == 0)
        return true;
    const std::int64_t now = time_.now().time_since_epoch().count();
    // Whoever moves the end of the pause is the one who tries.
    return now >= until && away_until_ns_.compare_exchange_strong(until, now + back_off.count());
}

void DecisionStore::note(bool answered) {
    if (!answered)
        away_until_ns_.store((time_.now() + back_off).time_since_epoch().count());
    else if (away_until_ns_.load(std::memory_order_relaxed) != 0)
        away_until_ns_.store(0);
}

std::optional<PolicyDecision> DecisionStore::get(const std::string& key) {
    if (redis_ == nullptr)
        return std::nullopt;
    if (!may_try()) {
        ++errors_;
        return std::nullopt;
    }
    const auto text = redis_->get(key);
    note(text.has_value());
    if (!text) {
        ++errors_;
        return std::nullopt;
    }
    if (!text->has_value()) {
        ++misses_;
        return std::nullopt;
    }
    auto decision = decision_from_json(**text);
    ++(decision ? hits_ : errors_);
    return decision;
}

void DecisionStore::put(const std::string& key, std::string_view user_id,
                        std::string_view tool_name, const PolicyDecision& decision) {
    if (redis_ == nullptr || !may_try())
        return;
    // Sets live at least as long as their newest key. Keys that expired stay listed until their set
    // does: at most one per tool (or user) and set of facts, and removing them costs nothing.
    const std::string user_index = l2_user_index(user_id);
    const std::string tool_index = l2_tool_index(tool_name);
    const auto replies =
        redis_->pipeline({redis::set_command(key, decision_to_json(decision), ttl_),
                          {"SADD", user_index, key},
                          redis::expire_command(user_index, ttl_),
                          {"SADD", tool_index, key},
                          redis::expire_command(tool_index, ttl_)});
    note(replies.has_value());
    const auto refused = [](const redis::Reply& reply) {
        return reply.kind == redis::Reply::Kind::error;
    };
    if (!replies || std::any_of(replies->begin(), replies->end(), refused))
        ++errors_;
}

void DecisionStore::remove_all(const std::string& index) {
    if (redis_ == nullptr)
        return;
    auto keys = redis_->members(index);
    note(keys.has_value());
    if (!keys) {
        ++errors_;
        return;
    }
    constexpr std::size_t keys_per_command = 500;
    keys->push_back(index);
    std::vector<redis::Command> commands;
    for (std::size_t first = 0; first < keys->size(); first += keys_per_command) {
        const std::size_t last = std::min(first + keys_per_command, keys->size());
        redis::Command command{"DEL"};
        for (std::size_t i = first; i < last; ++i) command.push_back((*keys)[i]);
        commands.push_back(std::move(command));
    }
    const auto replies = redis_->pipeline(commands);
    note(replies.has_value());
    if (!replies)
        ++errors_;
}

}  // namespace sark
