#pragma once

#include <condition_variable>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "core/audit/audit_backlog.hpp"
#include "core/audit/spool/spool.hpp"

namespace sark {

/// A spool on disk, written by a thread of its own: everything that waits is made durable by one
/// synchronisation, then acknowledged together (level "spool"). `capacity` bounds what waits for
/// that; the spool's own size bounds the rest.
class SpoolBacklog final : public AuditBacklog {
 public:
    SpoolBacklog(const BacklogOptions& options, std::unique_ptr<audit_spool::Spool> spool);
    ~SpoolBacklog() override;

    /// Also Errc::invalid_argument for an event that the schema would refuse (see check_event()):
    /// what is acknowledged must land.
    [[nodiscard]] Result<AuditAck> submit(AuditEvent event) override;
    void finish_batch() override;
    void stop() override;  ///< Not from two threads at once.
    [[nodiscard]] audit_spool::SpoolStats spool_stats() const { return spool_->stats(); }

 protected:
    [[nodiscard]] Result<std::vector<AuditEvent>> take(std::size_t limit) override;
    [[nodiscard]] Result<void> keep_refused(std::size_t index, const AuditEvent& event,
                                            const Error& why) override;
    [[nodiscard]] bool has_room() const override;

 private:
    /// Records that the next synchronisation makes durable.
    struct Group {
        std::string records;
        std::uint64_t first = 0;
        std::size_t count = 0;
        std::shared_ptr<AckGroup> ack;
    };
    void write_groups();
    [[nodiscard]] Group next_group();

    std::unique_ptr<audit_spool::Spool> spool_;
    std::condition_variable waiting_;      ///< Of the writing thread, for a group to write.
    std::condition_variable filling_;      ///< Of the writing thread, while a group may still grow.
    std::optional<TimePoint> written_at_;  ///< When it began to write the last group.
    Group group_;
    std::uint64_t next_sequence_;
    bool closing_ = false;
    std::thread thread_;  ///< Last: it uses all of the above.
};

}  // namespace sark
