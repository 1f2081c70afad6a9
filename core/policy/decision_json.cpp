#include "core/policy/decision_json.hpp"

#include <chrono>
#include <cstdint>

#include <nlohmann/json.hpp>

namespace sark {

namespace {

std::int64_t to_milliseconds(UtcTime time) {
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

std::string to_json(const StoredDecision& stored) {
    const PolicyDecision& decision = stored.decision;
    nlohmann::ordered_json document = {
        {"allow", decision.allow}, {"reason", decision.reason}, {"policy", decision.policy}};
    if (stored.refresh_at != UtcTime::max())
        document["refresh_at"] = to_milliseconds(stored.refresh_at);
    if (!stored.question.empty())
        document["question"] = stored.question;
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<StoredDecision> stored_decision_from_json(std::string_view text) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return std::nullopt;
    const auto allow = document.find("allow");
    const auto reason = document.find("reason");
    const auto policy = document.find("policy");
    if (allow == document.end() || !allow->is_boolean() || reason == document.end() ||
        !reason->is_string() || policy == document.end() || !policy->is_string())
        return std::nullopt;
    StoredDecision stored;
    stored.decision.allow = allow->get<bool>();
    stored.decision.reason = reason->get<std::string>();
    stored.decision.policy = policy->get<std::string>();
    // A number beyond what a clock can hold would overflow: such an entry is not refreshed.
    constexpr std::int64_t latest = 9'000'000'000'000;  // in the year 2255
    const auto refresh_at = document.find("refresh_at");
    if (refresh_at != document.end() && refresh_at->is_number_integer() &&
        refresh_at->get<std::int64_t>() >= 0 && refresh_at->get<std::int64_t>() < latest)
        stored.refresh_at = UtcTime(std::chrono::milliseconds(refresh_at->get<std::int64_t>()));
    const auto question = document.find("question");
    if (question != document.end() && question->is_string())
        stored.question = question->get<std::string>();
    return stored;
}

}  // namespace sark
