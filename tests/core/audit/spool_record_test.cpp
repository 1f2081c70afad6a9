#include <algorithm>

#include <gtest/gtest.h>

#include "core/audit/spool/record.hpp"
#include "core/audit/spool/segment_scan.hpp"
#include "tests/core/audit/audit_samples.hpp"

namespace sark::audit_spool {
namespace {

std::string records(std::uint64_t first, std::uint64_t last) {
    std::string bytes;
    for (std::uint64_t n = first; n <= last; ++n) {
        const std::string payload = encode_event(test::sample_event(static_cast<unsigned>(n)));
        append_record(bytes, n, payload, payload_crc(payload));
    }
    return bytes;
}

std::string segment(std::uint64_t first, std::uint64_t last) {
    return encode_header({first, first - 1}) + records(first, last);
}

TEST(SpoolRecordTest, EventComesBackAsItWas) {
    AuditEvent full = test::sample_event(7);
    full.user_id = "11111111-1111-4111-8111-111111111111";
    full.ip_address = "10.1.2.3";
    full.resource_id = std::string("tab\t\n\0\xff", 7);
    AuditEvent sparse = test::sample_event(8);
    sparse.time = UtcTime(Nanos(-1));
    sparse.details_json.clear();
    for (const AuditEvent& event : {full, sparse}) {
        const auto read = decode_event(encode_event(event));
        ASSERT_TRUE(read) << describe(read.error());
        EXPECT_EQ(read->event_id, event.event_id);
        EXPECT_EQ(read->time, event.time);
        EXPECT_EQ(read->event_type, event.event_type);
        EXPECT_EQ(read->user_id, event.user_id);
        EXPECT_EQ(read->resource_type, event.resource_type);
        EXPECT_EQ(read->resource_id, event.resource_id);
        EXPECT_EQ(read->action, event.action);
        EXPECT_EQ(read->status, event.status);
        EXPECT_EQ(read->ip_address, event.ip_address);
        EXPECT_EQ(read->details_json, event.details_json);
    }
}

TEST(SpoolRecordTest, PayloadCutAnywhereOrOfAnotherFormatIsRefused) {
    const std::string payload = encode_event(test::sample_event(1));
    for (std::size_t length = 0; length < payload.size(); ++length)
        EXPECT_FALSE(decode_event(std::string_view(payload).substr(0, length))) << length;
    EXPECT_FALSE(decode_event(payload + "x"));
    std::string newer = payload;
    newer[0] = 2;
    EXPECT_EQ(decode_event(newer).error().code, Errc::protocol);
}

TEST(SpoolRecordTest, HeaderOfAnotherVersionOrWithAnyBitFlippedIsRefused) {
    const std::string header = encode_header({42, 41});
    ASSERT_EQ(header.size(), segment_header_size);
    const auto read = decode_header(header);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->first, 42U);
    EXPECT_EQ(read->previous, 41U);
    for (std::size_t bit = 0; bit < header.size() * 8; ++bit) {
        std::string damaged = header;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_header(damaged)) << bit;
    }
    EXPECT_FALSE(decode_header(header.substr(0, segment_header_size - 1)));
}

TEST(SpoolRecordTest, RecordWithAnyBitFlippedIsNotRead) {
    const std::string record = records(5, 5);
    ASSERT_TRUE(read_record(record, 4));
    EXPECT_FALSE(read_record(record, 5)) << "it is not after itself";
    for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
        std::string damaged = record;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(read_record(damaged, 4)) << bit;
    }
}

TEST(SpoolRecordTest, SegmentCutAnywhereKeepsEveryWholeRecord) {
    const std::string bytes = segment(1, 3);
    const std::size_t each = records(1, 1).size();
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const std::string_view cut = std::string_view(bytes).substr(0, length);
        const SegmentScan scan = scan_segment(cut, 0);
        const std::size_t whole =
            length < segment_header_size ? 0 : (length - segment_header_size) / each;
        EXPECT_EQ(scan.sequences.size(), whole) << length;
        // Noughts at the end may be room for records that never came.
        EXPECT_EQ(scan.intact_end + scan.trailing,
                  std::max<std::size_t>(scan.intact_end, cut.find_last_not_of('\0') + 1));
        EXPECT_TRUE(scan.gaps.empty());
        EXPECT_EQ(scan.header.has_value(), length >= segment_header_size);
    }
}

TEST(SpoolRecordTest, RecordsBehindDamageAreFoundAndTheGapIsTold) {
    std::string bytes = segment(1, 10);
    const std::size_t each = records(1, 1).size();
    const std::size_t third = segment_header_size + 2 * each;
    bytes[third + 20] = static_cast<char>(bytes[third + 20] ^ 1);
    const SegmentScan scan = scan_segment(bytes, 0);
    EXPECT_EQ(scan.sequences, (std::vector<std::uint64_t>{1, 2, 4, 5, 6, 7, 8, 9, 10}));
    ASSERT_EQ(scan.gaps.size(), 1U);
    EXPECT_EQ(scan.gaps[0].offset, third);
    EXPECT_EQ(scan.gaps[0].length, each);
    EXPECT_EQ(scan.trailing, 0U);
}

TEST(SpoolRecordTest, RecordsUnderADamagedHeaderAreFound) {
    std::string bytes = segment(1, 3);
    bytes[9] = 'x';
    const SegmentScan scan = scan_segment(bytes, 0);
    EXPECT_FALSE(scan.header);
    EXPECT_EQ(scan.sequences.size(), 3U);
    EXPECT_EQ(scan.gaps.size(), 1U);
}

TEST(SpoolRecordTest, ZerosAndNoiseAreNoRecords) {
    EXPECT_TRUE(scan_segment(std::string(4096, '\0'), 0).sequences.empty());
    std::string noise;
    for (unsigned i = 0; i < 4096; ++i) noise += static_cast<char>((i * 2654435761U) >> 24U);
    EXPECT_TRUE(scan_segment(noise, 0).sequences.empty());
    EXPECT_EQ(scan_segment("", 0).intact_end, 0U);
}

}  // namespace
}  // namespace sark::audit_spool
