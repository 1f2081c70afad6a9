#include "core/audit/spool_backlog.hpp"

#include <utility>

#include "core/audit/event_check.hpp"
#include "core/audit/spool/record.hpp"

namespace sark {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

SpoolBacklog::SpoolBacklog(const BacklogOptions& options, std::unique_ptr<audit_spool::Spool> spool)
    : AuditBacklog(options), spool_(std::move(spool)), next_sequence_(spool_->next_sequence()) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (const auto recovered = spool_->recovery().events; recovered != 0)
            note_accepted(static_cast<std::size_t>(recovered));
    }
    thread_ = std::thread([this] { write_groups(); });
}

SpoolBacklog::~SpoolBacklog() {
    stop();
    spool_->close();
}

Result<AuditAck> SpoolBacklog::submit(AuditEvent event) {
    if (auto good = check_event(event); !good)
        return std::move(good).error();
    const std::string payload = audit_spool::encode_event(event);
    const std::uint32_t crc = audit_spool::payload_crc(payload);
    std::unique_lock<std::mutex> lock(mutex_);
    if (auto room = wait_for_room(lock); !room)
        return std::move(room).error();
    if (group_.count == 0) {
        group_.first = next_sequence_;
        group_.ack = std::make_shared<AckGroup>();
    }
    audit_spool::append_record(group_.records, next_sequence_++, payload, crc);
    const AuditAck ack(group_.ack, group_.count++);
    const bool is_first = group_.count == 1;
    const bool is_full = group_.count == options().capacity;
    lock.unlock();
    if (is_first)
        waiting_.notify_one();
    if (is_full)
        filling_.notify_one();
    return ack;
}

bool SpoolBacklog::has_room() const {
    return !closing_ && group_.count < options().capacity && !spool_->full();
}

SpoolBacklog::Group SpoolBacklog::next_group() {
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_.wait(lock, [&] { return group_.count != 0 || closing_; });
    if (written_at_)
        filling_.wait_until(lock, *written_at_ + options().sync_spacing,
                            [&] { return closing_ || group_.count >= options().capacity; });
    written_at_ = Clock::now();
    Group group = std::exchange(group_, Group{});
    room_.notify_all();
    return group;
}

void SpoolBacklog::write_groups() {
    for (Group group = next_group(); group.count != 0; group = next_group()) {
        auto done = spool_->append(group.records, group.first, group.first + group.count - 1);
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (done)
                note_accepted(group.count);
            else
                note_failed(group.count);
        }
        group.ack->settle(std::move(done));
    }
}

void SpoolBacklog::stop() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        closing_ = true;
    }
    waiting_.notify_all();
    filling_.notify_all();
    if (thread_.joinable())
        thread_.join();  // what was submitted is acknowledged before the end begins
    AuditBacklog::stop();
}

Result<std::vector<AuditEvent>> SpoolBacklog::take(std::size_t limit) {
    return spool_->read(limit);
}

Result<void> SpoolBacklog::keep_refused(std::size_t /*index*/, const AuditEvent& event,
                                        const Error& why) {
    return spool_->refuse(event, why);
}

void SpoolBacklog::finish_batch() {
    // A failure costs a delivery that the ids tell as repeated, or a file that stays until later.
    static_cast<void>(spool_->commit());
    const std::lock_guard<std::mutex> lock(mutex_);
    room_.notify_all();
}

}  // namespace sark
