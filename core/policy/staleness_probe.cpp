#include "core/policy/staleness_probe.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "core/policy/invalidation_feed.hpp"
#include "core/policy/policy_service.hpp"

namespace sark {

namespace {

constexpr auto pause = std::chrono::microseconds(500);

void rest() {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    (void)never.wait_for(lock, pause, [] { return false; });
}

}  // namespace

Result<std::unique_ptr<StalenessProbe>> StalenessProbe::create(
    ServerRegistry& registry, PolicyService& here, std::unique_ptr<PolicyService> other) {
    Server server;
    server.name = "staleness-probe-" + InvalidationFeed::new_version();
    server.transport = "http";
    server.tools.resize(1);
    server.tools.front().name = server.name;
    server.tools.front().sensitivity_level = "low";
    if (auto registered = registry.register_server(server); !registered)
        return std::move(registered).error();
    return std::unique_ptr<StalenessProbe>(
        new StalenessProbe(registry, here, std::move(other), server.name));
}

StalenessProbe::StalenessProbe(ServerRegistry& registry, PolicyService& here,
                               std::unique_ptr<PolicyService> other, std::string tool)
    : registry_(registry), here_(here), other_(std::move(other)), tool_(std::move(tool)) {}

StalenessProbe::~StalenessProbe() = default;

Result<void> StalenessProbe::change_and_wait(const std::string& user_id) {
    constexpr const char* action = "tool:invoke";
    const PolicyDecision before = other_->decide(user_id, action, tool_);
    if (before.error)
        return Error{Errc::unavailable, before.reason, "policy", ""};
    if (before.allow != is_low_)
        return Error{Errc::invalid_argument,
                     "this user's decisions do not show the change: " + before.reason, user_id,
                     "take one who may invoke tools of low sensitivity"};
    if (auto changed = registry_.set_sensitivity(tool_, is_low_ ? "critical" : "low"); !changed)
        return changed;
    is_low_ = !is_low_;
    // When the others cannot be told they see it by their TTLs, which is to be measured, too.
    (void)here_.invalidate_tool(tool_);
    const auto began = std::chrono::steady_clock::now();
    for (;;) {
        const PolicyDecision now = other_->decide(user_id, action, tool_);
        if (!now.error && now.allow == is_low_)
            return {};
        if (std::chrono::steady_clock::now() - began > max_staleness)
            return Error{Errc::timeout, "the change was not seen within max_staleness", tool_, ""};
        rest();
    }
}

}  // namespace sark
