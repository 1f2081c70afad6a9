#include "core/access/access_check.hpp"

#include <algorithm>
#include <optional>

namespace sark {
namespace {

/// How closely a rule fits somebody; absent: it is not for them.
std::optional<int> closeness(const AccessRule& rule, const AccessRequest& request) {
    if (rule.user_id && *rule.user_id != request.user_id)
        return std::nullopt;
    if (rule.tenant_id && *rule.tenant_id != request.tenant_id)
        return std::nullopt;
    return (rule.user_id ? 2 : 0) + (rule.tenant_id ? 1 : 0);
}

bool gives(const AccessRule& rule, AccessRight right) {
    switch (right) {
        case AccessRight::read:
            return rule.can_read;
        case AccessRight::write:
            return rule.can_write;
        case AccessRight::admin:
            return rule.can_admin;
        case AccessRight::proxy:
            return rule.can_proxy;
    }
    return false;
}

template <class List, class Value>
bool holds(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// 0 is Monday.
unsigned day_of(UtcTime time) {
    const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(time));
    return day.iso_encoding() - 1;
}

unsigned hour_of(UtcTime time) {
    const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
    return static_cast<unsigned>(
        std::chrono::duration_cast<std::chrono::hours>(since_midnight).count());
}

/// Why one rule does not allow it; empty when it does.
std::string refusal(const AccessRule& rule, const AccessRequest& request) {
    if (!gives(rule, request.right))
        return "the right to " + std::string(to_string(request.right)) + " is not given";
    if (!rule.allowed_methods.empty() && !holds(rule.allowed_methods, request.method))
        return "method \"" + request.method + "\" is not among those allowed";
    if (!rule.allowed_days.empty() && !holds(rule.allowed_days, day_of(request.time)))
        return "not on this day of the week";
    if (!rule.allowed_hours.empty() && !holds(rule.allowed_hours, hour_of(request.time)))
        return "not at this hour";
    return {};
}

}  // namespace

std::string_view to_string(AccessRight right) {
    switch (right) {
        case AccessRight::read:
            return "read";
        case AccessRight::write:
            return "write";
        case AccessRight::admin:
            return "admin";
        case AccessRight::proxy:
            return "proxy";
    }
    return "read";
}

AccessVerdict check_access(std::span<const AccessRule> rules, const AccessRequest& request) {
    std::optional<int> closest;
    for (const AccessRule& rule : rules) closest = std::max(closest, closeness(rule, request));
    if (!closest)
        return {false, "no access rule of the server is for this user or tenant"};
    bool allowed = false;
    std::string why;
    for (const AccessRule& rule : rules) {
        if (closeness(rule, request) != closest)
            continue;
        if (holds(rule.denied_methods, request.method))
            return {false, "method \"" + request.method + "\" is denied"};
        std::string reason = refusal(rule, request);
        allowed = allowed || reason.empty();
        if (why.empty())
            why = std::move(reason);
    }
    if (allowed)
        return {true, {}};
    return {false, std::move(why)};
}

}  // namespace sark
