#include "core/policy/decision_store.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "core/policy/decision_json.hpp"
#include "core/policy/decision_key.hpp"
#include "core/redis/client.hpp"

namespace sark {

namespace {

bool refused(const redis::Reply& reply) {
    return reply.kind == redis::Reply::Kind::error;
}

}  // namespace

DecisionStore::DecisionStore(redis::Client* redis, const PolicyCacheOptions& options,
                             const TimeSource& time)
    : redis_(options.l2_table().longest() > Nanos{0} ? redis : nullptr),
      ttls_(options.l2_table()),
      key_mode_(options.l2_key_mode),
      refresh_share_(options.refresh_share),
      time_(time) {}

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

std::string DecisionStore::key_of(const Place& place) const {
    return key_mode_ == L2KeyMode::decision ? l2_key(place.question, place.fingerprint)
                                            : l2_hash_key(place.question, place.fingerprint);
}

std::string DecisionStore::question_of(const Place& place) const {
    std::string named =
        key_mode_ == L2KeyMode::decision ? std::string() : question_key(place.question);
    return named.append(place.context_text);
}

std::optional<DecisionStore::Found> DecisionStore::read(const Place& place,
                                                        const std::string& text) {
    if (text.empty()) {
        ++misses_;
        return std::nullopt;
    }
    auto stored = stored_decision_from_json(text);
    if (!stored || stored->question != question_of(place)) {
        ++errors_;
        return std::nullopt;
    }
    ++hits_;
    return Found{std::move(stored->decision), stored->refresh_at <= time_.utc_now()};
}

std::vector<std::optional<DecisionStore::Found>> DecisionStore::get(std::span<const Place> places) {
    std::vector<std::optional<Found>> found(places.size());
    if (redis_ == nullptr || places.empty())
        return found;
    if (!may_try()) {
        errors_ += places.size();
        return found;
    }
    redis::Command command{"MGET"};
    for (const Place& place : places) command.push_back(key_of(place));
    const auto replies = redis_->pipeline({std::move(command)});
    note(replies.has_value());
    if (!replies || replies->front().list.size() != places.size()) {
        errors_ += places.size();
        return found;
    }
    for (std::size_t i = 0; i < places.size(); ++i)
        found[i] = read(places[i], replies->front().list[i]);
    return found;
}

void DecisionStore::put(std::span<const Entry> entries) {
    if (redis_ == nullptr)
        return;
    std::vector<redis::Command> commands;
    std::map<std::string, redis::Command> indexes;
    const UtcTime now = time_.utc_now();
    for (const Entry& entry : entries) {
        const Nanos ttl = ttl_of(entry.level);
        if (ttl <= Nanos{0})
            continue;
        StoredDecision stored;
        stored.decision = *entry.decision;
        stored.question = question_of(entry.place);
        if (refresh_share_ > 0.0)
            stored.refresh_at = now + from_seconds(to_seconds(ttl) * (1.0 - refresh_share_));
        const std::string key = key_of(entry.place);
        commands.push_back(redis::set_command(key, to_json(stored), ttl));
        for (std::string index : {l2_user_index(entry.place.question.user_id),
                                  l2_tool_index(entry.place.question.tool_name)}) {
            redis::Command& add = indexes[index];
            if (add.empty())
                add = {"SADD", std::move(index)};
            add.push_back(key);
        }
    }
    if (commands.empty() || !may_try())
        return;
    // Sets live at least as long as their newest key. Keys that expired stay listed until their set
    // does: at most one per tool (or user) and set of facts, and removing them costs nothing.
    for (auto& [index, add] : indexes) {
        commands.push_back(std::move(add));
        commands.push_back(redis::expire_command(index, ttls_.longest()));
    }
    const auto replies = redis_->pipeline(commands);
    note(replies.has_value());
    if (!replies || std::any_of(replies->begin(), replies->end(), refused))
        ++errors_;
}

bool DecisionStore::remove_all(const std::string& index) {
    if (redis_ == nullptr)
        return true;
    auto keys = redis_->members(index);
    note(keys.has_value());
    if (!keys) {
        ++errors_;
        return false;
    }
    constexpr std::size_t keys_per_command = 500;
    keys->push_back(index);
    std::vector<redis::Command> commands;
    for (std::size_t first = 0; first < keys->size(); first += keys_per_command) {
        const std::size_t last = std::min(first + keys_per_command, keys->size());
        redis::Command command{"UNLINK"};
        for (std::size_t i = first; i < last; ++i) command.push_back((*keys)[i]);
        commands.push_back(std::move(command));
    }
    const auto replies = redis_->pipeline(commands);
    note(replies.has_value());
    if (!replies || std::any_of(replies->begin(), replies->end(), refused)) {
        ++errors_;
        return false;
    }
    return true;
}

}  // namespace sark
