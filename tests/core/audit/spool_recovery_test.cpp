#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/audit/spool/record.hpp"
#include "core/audit/spool/recovery.hpp"
#include "core/audit/spool/spool.hpp"
#include "tests/core/audit/audit_samples.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::audit_spool {
namespace {

using testing::HasSubstr;

std::string records(unsigned first, unsigned last) {
    std::string bytes;
    for (unsigned n = first; n <= last; ++n) {
        const std::string payload = encode_event(test::sample_event(n));
        append_record(bytes, n, payload, payload_crc(payload));
    }
    return bytes;
}

/// A spool directory whose segments are written by hand.
class SpoolRecoveryTest : public testing::Test {
 protected:
    [[nodiscard]] std::string path_of(unsigned first) const {
        const std::string digits = std::to_string(first);
        return scratch.path().string() + "/segment-" + std::string(20 - digits.size(), '0') +
               digits + ".spool";
    }
    void write(unsigned first, const std::string& bytes) const {
        std::ofstream(path_of(first), std::ios::binary) << bytes;
    }
    void write_segment(unsigned first, unsigned last) const {
        write(first, encode_header({first, first - 1}) + records(first, last));
    }
    static void flip(std::string& bytes, std::size_t offset) {
        bytes[offset] = static_cast<char>(bytes[offset] ^ 0x40);
    }
    std::unique_ptr<Spool> open() {
        auto spool = Spool::open({scratch.path(), 1U << 20U, 1U << 24U});
        EXPECT_TRUE(spool) << describe(spool.error());
        return *std::move(spool);
    }
    [[nodiscard]] bool kept_aside(unsigned first) const {
        const std::filesystem::path path = path_of(first);
        return std::filesystem::exists(path.parent_path() / "damaged" / path.filename());
    }
    static std::string ids(Spool& spool) {
        std::string text;
        const auto events = spool.read(1000);
        EXPECT_TRUE(events);
        for (const AuditEvent& event : *events) text += event.resource_id.substr(5) + " ";
        return text;
    }

    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    const std::size_t each = records(1, 1).size();
};

TEST_F(SpoolRecoveryTest, TornTailOfTheLastSegmentIsCutWhereverItWasTorn) {
    const std::string whole = encode_header({3, 2}) + records(3, 4);
    for (std::size_t torn = 1; torn < each; torn += 7) {
        write_segment(1, 2);
        write(3, whole.substr(0, whole.size() - torn));
        const auto spool = open();
        std::string tail = whole.substr(whole.size() - each, each - torn);
        tail.erase(tail.find_last_not_of('\0') + 1);  // noughts may be room that was made
        EXPECT_EQ(spool->recovery().torn_bytes, tail.size());
        EXPECT_TRUE(spool->recovery().damage.empty());
        EXPECT_EQ(std::filesystem::file_size(path_of(3)), whole.size() - each);
        EXPECT_EQ(ids(*spool), "1 2 3 ");
        EXPECT_EQ(spool->next_sequence(), 4U);
    }
}

TEST_F(SpoolRecoveryTest, SegmentThatWasOnlyBegunIsRemoved) {
    write_segment(1, 2);
    write(3, encode_header({3, 2}).substr(0, 20));
    const auto spool = open();
    EXPECT_FALSE(std::filesystem::exists(path_of(3)));
    EXPECT_EQ(spool->recovery().torn_bytes, 17U) << "three of the twenty are noughts";
    EXPECT_TRUE(spool->recovery().damage.empty());
    EXPECT_EQ(ids(*spool), "1 2 ");
}

TEST_F(SpoolRecoveryTest, DamageInTheMiddleIsReportedKeptAndPassed) {
    std::string bytes = encode_header({1, 0}) + records(1, 5);
    flip(bytes, segment_header_size + each + 30);
    write(1, bytes);
    write_segment(6, 7);
    const auto spool = open();
    EXPECT_EQ(spool->recovery().events, 6U);
    EXPECT_EQ(spool->recovery().damaged_segments, 1U);
    ASSERT_EQ(spool->recovery().damage.size(), 1U);
    EXPECT_THAT(spool->recovery().damage[0], HasSubstr("is damaged"));
    EXPECT_TRUE(kept_aside(1));
    EXPECT_FALSE(kept_aside(6));
    EXPECT_EQ(ids(*spool), "1 3 4 5 6 7 ");
}

TEST_F(SpoolRecoveryTest, DamageWithRecordsBehindItInTheLastSegmentIsNotATear) {
    std::string bytes = encode_header({1, 0}) + records(1, 3);
    flip(bytes, segment_header_size + 5);
    write(1, bytes);
    const auto spool = open();
    EXPECT_EQ(spool->recovery().torn_bytes, 0U);
    EXPECT_EQ(spool->recovery().damage.size(), 1U);
    EXPECT_TRUE(kept_aside(1));
    EXPECT_EQ(ids(*spool), "2 3 ");
}

TEST_F(SpoolRecoveryTest, LostEndOfAnEarlierSegmentIsReported) {
    const std::string bytes = encode_header({1, 0}) + records(1, 5);
    write(1, bytes.substr(0, bytes.size() - each - 3));
    write_segment(6, 7);
    const auto spool = open();
    ASSERT_EQ(spool->recovery().damage.size(), 1U);
    EXPECT_THAT(spool->recovery().damage[0], HasSubstr("records 4 to 5 are missing"));
    EXPECT_TRUE(kept_aside(1));
    EXPECT_EQ(ids(*spool), "1 2 3 6 7 ");
}

TEST_F(SpoolRecoveryTest, RestOfAGroupThatFailedIsNoDamage) {
    // Records 3 and 4 were written but could not be synchronised; nobody was promised them, and
    // the next segment began behind record 2.
    write(1, encode_header({1, 0}) + records(1, 2) + records(3, 4).substr(0, each + 9));
    write(5, encode_header({5, 2}) + records(5, 6));
    const auto spool = open();
    EXPECT_TRUE(spool->recovery().damage.empty());
    EXPECT_EQ(ids(*spool), "1 2 3 5 6 ");
}

TEST_F(SpoolRecoveryTest, RoomBehindTheRecordsIsNoTearAndNoDamage) {
    const std::string room(100'000, '\0');
    write(1, encode_header({1, 0}) + records(1, 2) + room);
    write(3, encode_header({3, 2}) + records(3, 4) + room);
    const auto spool = open();
    EXPECT_EQ(spool->recovery().torn_bytes, 0U);
    EXPECT_TRUE(spool->recovery().damage.empty());
    EXPECT_EQ(spool->next_sequence(), 5U);
    EXPECT_EQ(ids(*spool), "1 2 3 4 ");
}

TEST_F(SpoolRecoveryTest, ATornRecordWithRoomBehindItIsCutWithTheRoom) {
    const std::string kept = encode_header({1, 0}) + records(1, 2);
    write(1, kept + records(3, 3).substr(0, each / 2) + std::string(100'000, '\0'));
    const auto spool = open();
    EXPECT_GT(spool->recovery().torn_bytes, 0U);
    EXPECT_LE(spool->recovery().torn_bytes, each / 2);
    EXPECT_TRUE(spool->recovery().damage.empty());
    EXPECT_EQ(std::filesystem::file_size(path_of(1)), kept.size());
    EXPECT_EQ(ids(*spool), "1 2 ");
}

TEST_F(SpoolRecoveryTest, MissingSegmentIsReported) {
    write_segment(1, 2);
    write_segment(5, 6);
    const auto spool = open();
    ASSERT_EQ(spool->recovery().damage.size(), 1U);
    EXPECT_THAT(spool->recovery().damage[0], HasSubstr("records 3 to 4 are missing"));
    EXPECT_EQ(ids(*spool), "1 2 5 6 ");
}

TEST_F(SpoolRecoveryTest, DamageThatComesWhileRunningIsCountedAndPassed) {
    const auto spool = open();
    const std::string bytes = records(1, 3);
    ASSERT_TRUE(spool->append(bytes, 1, 3));
    std::fstream file(path_of(1), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(segment_header_size + each + 40));
    file << "rotten";
    file.close();
    EXPECT_EQ(ids(*spool), "1 3 ");
    EXPECT_EQ(spool->stats().damaged, 1U);
    EXPECT_TRUE(kept_aside(1));
}

TEST_F(SpoolRecoveryTest, ForeignFilesAreLeftAlone) {
    std::ofstream(scratch.path().string() + "/segment-1.spool") << "not ours";
    std::ofstream(scratch.path().string() + "/notes.txt") << "hello";
    const auto spool = open();
    EXPECT_EQ(spool->recovery().events, 0U);
    EXPECT_TRUE(std::filesystem::exists(scratch.path().string() + "/segment-1.spool"));
}

}  // namespace
}  // namespace sark::audit_spool
