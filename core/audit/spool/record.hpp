#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/audit/audit_event.hpp"
#include "core/base/result.hpp"

/// The bytes of a spool segment, version 1. Every number is little-endian and unsigned; CRC-32 is
/// zlib's (IEEE 802.3).
///
///     segment = header record* nought*
///     header  = "SARKSPOL" version:u32 zero:u32 first:u64 previous:u64 crc:u32
///               first:    sequence number of the first record that may stand here
///               previous: the last record that was durable when this segment was begun; 0: none
///               crc:      of all header bytes before it
///     record  = length:u32 crc:u32 sequence:u64 payload
///               length:   of the payload in bytes, 1 to record_payload_max
///               crc:      of the payload, then of length and sequence as they stand here
///               sequence: greater than that of every record before it
///     payload = format:u8 (1) time:i64 (ns since 1970, UTC) present:u8 field*
///               present:  bit 0: user_id is there, bit 1: ip_address is there
///               field:    length:u32 bytes; event_id, event_type, user_id?, resource_type,
///                         resource_id, action, status, ip_address?, details
namespace sark::audit_spool {

inline constexpr std::size_t segment_header_size = 36;
inline constexpr std::size_t record_header_size = 16;
inline constexpr std::size_t record_payload_max = 1U << 20U;

struct SegmentHeader {
    std::uint64_t first = 1;
    std::uint64_t previous = 0;
};

[[nodiscard]] std::string encode_header(const SegmentHeader& header);
/// Absent when the bytes do not begin with an intact header of this version.
[[nodiscard]] std::optional<SegmentHeader> decode_header(std::string_view bytes);

[[nodiscard]] std::string encode_event(const AuditEvent& event);
/// Errc::protocol when the payload is not what encode_event() makes.
[[nodiscard]] Result<AuditEvent> decode_event(std::string_view payload);

/// CRC-32 of the payload, to be made before a lock is taken.
[[nodiscard]] std::uint32_t payload_crc(std::string_view payload);
/// Appends a record; `crc` is payload_crc(payload).
void append_record(std::string& bytes, std::uint64_t sequence, std::string_view payload,
                   std::uint32_t crc);

struct RecordView {
    std::uint64_t sequence = 0;
    std::string_view payload;
    [[nodiscard]] std::size_t size() const { return record_header_size + payload.size(); }
};

/// The record that begins at the first byte; absent when there is no intact one after `after`.
[[nodiscard]] std::optional<RecordView> read_record(std::string_view bytes, std::uint64_t after);

/// The first offset of `bytes` at which an intact record after `after` begins, to go on behind a
/// damaged one; absent when there is none.
[[nodiscard]] std::optional<std::size_t> find_record(std::string_view bytes, std::uint64_t after);

}  // namespace sark::audit_spool
