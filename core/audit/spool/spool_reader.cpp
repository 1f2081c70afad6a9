#include "core/audit/spool/spool_reader.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>

#include "core/audit/spool/little_endian.hpp"
#include "core/audit/spool/record.hpp"

namespace sark::audit_spool {
namespace {

constexpr std::size_t chunk = 256U << 10U;

}  // namespace

SpoolReader::SpoolReader(Directory& directory, const SegmentTable& table, std::uint64_t settled)
    : directory_(directory), table_(table), last_(settled) {}

Result<std::vector<AuditEvent>> SpoolReader::read(std::size_t limit) {
    std::vector<AuditEvent> events;
    while (events.size() < limit) {
        const auto current = file_ ? table_.find(segment_) : std::nullopt;
        if (!current || offset_ >= current->end) {
            // Asked before the end is compared again: a segment that has a successor grows no more.
            const bool complete = table_.after(segment_).has_value();
            const auto again = file_ ? table_.find(segment_) : std::nullopt;
            if (again && offset_ < again->end)
                continue;
            if (!complete)
                break;
            const auto moved = next_segment();
            if (!moved && events.empty())
                return moved.error();
            if (!moved || !*moved)
                break;
            continue;
        }
        if (auto done = step(current->end, events); !done) {
            if (events.empty())
                return std::move(done).error();
            break;
        }
    }
    return events;
}

Result<bool> SpoolReader::next_segment() {
    const auto next = table_.after(segment_);
    if (!next)
        return false;
    auto file = File::open(directory_.segment_path(next->first), O_RDONLY);
    if (!file)
        return std::move(file).error();
    const auto header = file->read(0, segment_header_size);
    if (!header)
        return header.error();
    file_.emplace(*std::move(file));
    segment_ = next->first;
    offset_ = decode_header(*header) ? segment_header_size : 0;
    buffer_.clear();
    buffer_at_ = offset_;
    return true;
}

Result<void> SpoolReader::fill(std::size_t wanted, std::uint64_t end) {
    wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, end - offset_));
    const std::uint64_t held = buffer_at_ + buffer_.size();
    if (held >= offset_ + wanted)
        return {};
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(std::max(wanted, chunk), end - offset_));
    auto bytes = file_->read(offset_, length);
    if (!bytes)
        return std::move(bytes).error();
    buffer_ = *std::move(bytes);
    buffer_at_ = offset_;
    return {};
}

Result<void> SpoolReader::step(std::uint64_t end, std::vector<AuditEvent>& events) {
    const auto rest = [&] {
        return std::string_view(buffer_).substr(static_cast<std::size_t>(offset_ - buffer_at_));
    };
    if (auto done = fill(record_header_size, end); !done)
        return done;
    if (rest().size() >= record_header_size) {
        const auto length = get<std::uint32_t>(rest(), 0);
        if (length <= record_payload_max)
            if (auto done = fill(record_header_size + length, end); !done)
                return done;
    }
    // Records of before the position may be read again, but only in the first segment.
    const auto record = read_record(rest(), 0);
    if (!record)
        return pass_damage(end);
    offset_ += record->size();
    if (record->sequence <= last_)
        return {};
    last_ = record->sequence;
    auto event = decode_event(record->payload);
    if (event) {
        events.push_back(*std::move(event));
        return {};
    }
    ++damage_;
    return directory_.keep_aside(segment_);
}

Result<void> SpoolReader::pass_damage(std::uint64_t end) {
    if (auto kept = directory_.keep_aside(segment_); !kept)
        return kept;
    const auto bytes = file_->read(offset_, static_cast<std::size_t>(end - offset_));
    if (!bytes)
        return bytes.error();
    ++damage_;
    const auto skipped = find_record(*bytes, last_);
    offset_ = skipped ? offset_ + *skipped : end;
    return {};
}

}  // namespace sark::audit_spool
