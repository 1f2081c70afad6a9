#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "core/audit/audit_backlog.hpp"

namespace sark {

/// A bounded queue in memory. With acknowledgements (level "database") a batch is due at once,
/// whatever has gathered meanwhile; without (level "memory"), when it is full or old.
class AuditQueue final : public AuditBacklog {
 public:
    AuditQueue(const BacklogOptions& options, bool acknowledges);

    [[nodiscard]] Result<AuditAck> submit(AuditEvent event) override;
    void finish_batch() override;
    void abandon(const Error& why) override;

 protected:
    [[nodiscard]] Result<std::vector<AuditEvent>> take(std::size_t limit) override;
    [[nodiscard]] Result<void> keep_refused(std::size_t index, const AuditEvent& event,
                                            const Error& why) override;
    [[nodiscard]] bool eager() const override { return acknowledges_; }
    [[nodiscard]] bool has_room() const override { return unsettled() < options().capacity; }

 private:
    struct Batch {
        std::vector<AuditEvent> events;
        std::shared_ptr<AckGroup> ack;  ///< Null at level "memory".
    };
    std::deque<Batch> batches_;
    std::shared_ptr<AckGroup> under_way_;  ///< Of the batch that the consumer holds; only its own.
    bool acknowledges_;
};

}  // namespace sark
