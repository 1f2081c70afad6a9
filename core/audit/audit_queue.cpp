#include "core/audit/audit_queue.hpp"

#include <utility>

namespace sark {

AuditQueue::AuditQueue(const BacklogOptions& options, bool acknowledges)
    : AuditBacklog(options), acknowledges_(acknowledges) {}

Result<AuditAck> AuditQueue::submit(AuditEvent event) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (auto room = wait_for_room(lock); !room)
        return std::move(room).error();
    if (batches_.empty() || batches_.back().events.size() >= options().batch_size) {
        Batch& fresh = batches_.emplace_back();
        if (acknowledges_)
            fresh.ack = std::make_shared<AckGroup>();
    }
    Batch& batch = batches_.back();
    batch.events.push_back(std::move(event));
    note_accepted(1);
    return batch.ack ? AuditAck(batch.ack, batch.events.size() - 1) : AuditAck();
}

Result<std::vector<AuditEvent>> AuditQueue::take(std::size_t /*limit*/) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Batch batch = std::move(batches_.front());
    batches_.pop_front();
    under_way_ = std::move(batch.ack);
    return std::move(batch.events);
}

Result<void> AuditQueue::keep_refused(std::size_t index, const AuditEvent& /*event*/,
                                      const Error& why) {
    if (under_way_)
        under_way_->refuse(index, why);
    return {};
}

void AuditQueue::finish_batch() {
    if (under_way_)
        std::exchange(under_way_, nullptr)->settle({});
}

void AuditQueue::abandon(const Error& why) {
    if (under_way_)
        std::exchange(under_way_, nullptr)->settle(why);
    const std::lock_guard<std::mutex> lock(mutex_);
    for (Batch& batch : batches_)
        if (batch.ack)
            std::exchange(batch.ack, nullptr)->settle(why);
}

}  // namespace sark
