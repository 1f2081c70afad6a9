#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/audit/audit_event.hpp"

namespace sark::bench {

/// The quickest way that a client has into sark_audit.audit_events: COPY through libpq of text that
/// was made beforehand, one transaction per batch, nothing checked but the outcome. What the audit
/// writer is held against. Failures end the program.
class PlainCopy {
 public:
    explicit PlainCopy(const std::string& dsn);
    ~PlainCopy();
    PlainCopy(const PlainCopy&) = delete;
    PlainCopy& operator=(const PlainCopy&) = delete;

    /// Batches of so many events in COPY's text format.
    [[nodiscard]] static std::vector<std::string> prepare(const std::vector<AuditEvent>& events,
                                                          std::size_t batch_size);
    void copy(const std::vector<std::string>& batches);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark::bench
