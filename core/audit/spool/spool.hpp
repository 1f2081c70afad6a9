#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/audit_event.hpp"
#include "core/audit/spool/recovery.hpp"
#include "core/base/result.hpp"

namespace sark::audit_spool {

struct SpoolOptions {
    std::string directory;
    std::uint64_t segment_bytes = 16U << 20U;  ///< At about this size the next one is begun.
    /// The spool takes no more events at this size; at least four segments.
    std::uint64_t bytes_max = std::uint64_t{1} << 30U;
};

struct SpoolStats {
    std::uint64_t bytes = 0;  ///< Of all segments, settled records included.
    std::size_t segments = 0;
    std::uint64_t syncs = 0;           ///< Groups made durable.
    std::uint64_t write_failures = 0;  ///< Groups that could not be: none of them acknowledged.
    std::uint64_t recovered = 0;       ///< Events found when it was opened.
    std::uint64_t torn_bytes = 0;
    std::uint64_t damaged = 0;  ///< Segments at recovery and places while reading.
};

/// Audit events on disk on their way to the database, in a directory that one process owns. Two
/// threads: one appends, one reads and commits; stats() and full() are for all.
class Spool {
 public:
    /// Recovers what is there (see recover()).
    [[nodiscard]] static Result<std::unique_ptr<Spool>> open(SpoolOptions options);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    [[nodiscard]] const RecoveryReport& recovery() const noexcept;
    /// The sequence number for the first record that append() is given.
    [[nodiscard]] std::uint64_t next_sequence() const noexcept;
    [[nodiscard]] bool full() const;
    [[nodiscard]] SpoolStats stats() const;

    /// Makes whole records durable, numbered `first` to `last`; see SegmentWriter::append().
    [[nodiscard]] Result<void> append(std::string_view records, std::uint64_t first,
                                      std::uint64_t last);

    /// The next durable events; see SpoolReader::read().
    [[nodiscard]] Result<std::vector<AuditEvent>> read(std::size_t limit);
    /// Writes an event that the database refuses to refused.ndjson, durable on success.
    [[nodiscard]] Result<void> refuse(const AuditEvent& event, const Error& why);
    /// Everything read so far is settled: notes it and removes segments. A failure only means that
    /// events may be delivered again after a restart, or files stay.
    [[nodiscard]] Result<void> commit();
    /// Removes the newest segment too when all of it is settled. Nothing may be appended after it.
    void close();

 private:
    struct State;
    explicit Spool(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sark::audit_spool
