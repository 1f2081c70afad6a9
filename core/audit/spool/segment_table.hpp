#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace sark::audit_spool {

/// A segment and how much of it is durable.
struct Segment {
    std::uint64_t first = 0;  ///< From its name.
    std::uint64_t end = 0;    ///< Bytes that are on the disk and may be read.
    std::uint64_t last = 0;   ///< The last sequence number in them; 0: no record yet.
};

/// The segments of a spool, oldest first: what the writing thread tells the reading one.
/// Thread-safe.
class SegmentTable {
 public:
    void add(const Segment& segment);
    /// The newest segment has grown.
    void extend(std::uint64_t end, std::uint64_t last);
    void remove(std::uint64_t first);

    [[nodiscard]] std::optional<Segment> find(std::uint64_t first) const;
    /// The oldest segment whose first sequence number is greater.
    [[nodiscard]] std::optional<Segment> after(std::uint64_t first) const;
    /// All but the newest, as far as they hold nothing beyond `sequence`.
    [[nodiscard]] std::vector<std::uint64_t> settled_by(std::uint64_t sequence) const;
    /// The newest, when it too holds nothing beyond.
    [[nodiscard]] std::optional<std::uint64_t> newest_if_settled(std::uint64_t sequence) const;
    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] std::size_t size() const;

 private:
    mutable std::mutex mutex_;
    std::deque<Segment> segments_;
};

}  // namespace sark::audit_spool
