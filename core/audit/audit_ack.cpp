#include "core/audit/audit_ack.hpp"

#include <algorithm>
#include <utility>

#include "core/base/waiting.hpp"

namespace sark {
namespace {

constexpr Nanos longest_wait = std::chrono::hours(24);  // keeps now() + wait within the clock

}  // namespace

void AckGroup::refuse(std::size_t index, Error why) {
    const std::lock_guard<std::mutex> lock(mutex_);
    refused_.emplace(index, std::move(why));
}

void AckGroup::settle(Result<void> outcome) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        outcome_.emplace(std::move(outcome));
    }
    settled_.notify_all();
}

Result<void> AckGroup::wait(std::size_t index, Nanos timeout) const {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!settled_.wait_for(lock, std::min(timeout, longest_wait),
                           [&] { return outcome_.has_value(); }))
        return Error{Errc::timeout, "the audit event is not acknowledged yet", "audit", ""};
    const auto refused = refused_.find(index);
    if (refused != refused_.end())
        return refused->second;
    return *outcome_;
}

Result<void> AuditAck::wait(Nanos timeout) const {
    if (!group_)
        return {};
    about_to_wait();
    return group_->wait(index_, timeout);
}

}  // namespace sark
