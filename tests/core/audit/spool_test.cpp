#include "core/audit/spool/spool.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/audit/spool/record.hpp"
#include "tests/core/audit/audit_samples.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::audit_spool {
namespace {

using testing::HasSubstr;

class SpoolTest : public testing::Test {
 protected:
    std::unique_ptr<Spool> open() {
        auto spool = Spool::open(options);
        EXPECT_TRUE(spool) << describe(spool.error());
        return spool ? *std::move(spool) : nullptr;
    }
    /// Appends the events first..last as one group.
    static void append(Spool& spool, unsigned first, unsigned last) {
        std::string bytes;
        for (unsigned n = first; n <= last; ++n) {
            const std::string payload = encode_event(test::sample_event(n));
            append_record(bytes, n, payload, payload_crc(payload));
        }
        const auto done = spool.append(bytes, first, last);
        ASSERT_TRUE(done) << describe(done.error());
    }
    /// The numbers of the events that are there to be read now.
    static std::vector<unsigned> read(Spool& spool, std::size_t limit = 1000) {
        const auto events = spool.read(limit);
        EXPECT_TRUE(events) << describe(events.error());
        std::vector<unsigned> numbers;
        for (const AuditEvent& event : *events)
            numbers.push_back(static_cast<unsigned>(std::stoul(event.resource_id.substr(5))));
        return numbers;
    }
    [[nodiscard]] std::size_t segment_files() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(options.directory))
            count += entry.path().extension() == ".spool" ? 1U : 0U;
        return count;
    }

    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
    SpoolOptions options{scratch.path().string() + "/deep/spool", 1000, 1U << 20U};
};

TEST_F(SpoolTest, EventsAreReadInOrderAcrossSegments) {
    const auto spool = open();
    for (unsigned n = 1; n <= 50; n += 5) append(*spool, n, n + 4);
    EXPECT_GT(segment_files(), 2U);
    std::vector<unsigned> all;
    for (auto some = read(*spool, 7); !some.empty(); some = read(*spool, 7))
        all.insert(all.end(), some.begin(), some.end());
    std::vector<unsigned> expected(50);
    for (unsigned i = 0; i < 50; ++i) expected[i] = i + 1;
    EXPECT_EQ(all, expected);
    append(*spool, 51, 51);
    EXPECT_EQ(read(*spool), (std::vector<unsigned>{51}));
    EXPECT_TRUE(read(*spool).empty());
}

TEST_F(SpoolTest, WhatIsNotCommittedIsThereAgainAfterARestart) {
    {
        const auto spool = open();
        append(*spool, 1, 20);
        EXPECT_EQ(read(*spool, 8).size(), 8U);
        ASSERT_TRUE(spool->commit());
        EXPECT_EQ(read(*spool, 5).size(), 5U);
    }
    const auto spool = open();
    EXPECT_EQ(spool->recovery().events, 12U);
    EXPECT_TRUE(spool->recovery().damage.empty());
    EXPECT_EQ(spool->next_sequence(), 21U);
    EXPECT_EQ(read(*spool).front(), 9U);
}

TEST_F(SpoolTest, SegmentsGoWhenAllOfThemIsCommitted) {
    auto spool = open();
    for (unsigned n = 1; n <= 50; n += 5) append(*spool, n, n + 4);
    const std::size_t before = segment_files();
    EXPECT_EQ(read(*spool, 49).size(), 49U);
    EXPECT_EQ(segment_files(), before) << "read is not committed";
    ASSERT_TRUE(spool->commit());
    EXPECT_LT(segment_files(), 3U);
    EXPECT_EQ(read(*spool).size(), 1U);
    ASSERT_TRUE(spool->commit());
    spool->close();
    EXPECT_EQ(segment_files(), 0U);
    spool.reset();
    spool = open();
    EXPECT_EQ(spool->next_sequence(), 51U) << "numbers are not used again";
    EXPECT_TRUE(spool->recovery().damage.empty());
}

TEST_F(SpoolTest, SecondOwnerIsRefusedUntilTheFirstIsGone) {
    auto first = open();
    const auto second = Spool::open(options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_THAT(describe(second.error()), HasSubstr(std::to_string(getpid())));
    first.reset();
    EXPECT_TRUE(Spool::open(options));
}

TEST_F(SpoolTest, LostPositionMeansDeliveringAgainNotLosing) {
    {
        const auto spool = open();
        append(*spool, 1, 5);
        EXPECT_EQ(read(*spool, 3).size(), 3U);
        ASSERT_TRUE(spool->commit());
    }
    std::filesystem::remove(options.directory + "/position");
    EXPECT_EQ(open()->recovery().events, 5U);
    std::ofstream(options.directory + "/position") << std::string(600, 'x');
    const auto spool = open();
    EXPECT_EQ(spool->recovery().events, 5U);
    ASSERT_EQ(spool->recovery().damage.size(), 1U);
    EXPECT_THAT(spool->recovery().damage[0], HasSubstr("position is damaged"));
}

TEST_F(SpoolTest, FullSpoolSaysSoUntilSegmentsGo) {
    options.bytes_max = 4000;
    const auto spool = open();
    unsigned next = 1;
    for (; !spool->full(); ++next) append(*spool, next, next);
    EXPECT_GE(spool->stats().bytes, 4000U);
    EXPECT_EQ(read(*spool).size(), next - 1);
    ASSERT_TRUE(spool->commit());
    EXPECT_FALSE(spool->full());
}

TEST_F(SpoolTest, ASegmentIsLengthenedAheadOfItsRecordsAndNotBeyondItsSize) {
    options.segment_bytes = 100'000;
    std::uintmax_t length = 0;
    const auto spool = open();
    for (unsigned n = 1; n <= 100; ++n) {
        append(*spool, n, n);
        const auto now =
            std::filesystem::file_size(options.directory + "/segment-00000000000000000001.spool");
        EXPECT_TRUE(n == 1 || now == length) << "event " << n << " changed the length";
        length = now;
    }
    EXPECT_EQ(length, 100'000U);
    EXPECT_LT(spool->stats().bytes, 50'000U) << "room is no records";
    EXPECT_EQ(read(*spool).size(), 100U);
}

TEST_F(SpoolTest, RefusedEventIsKeptWithTheReason) {
    const auto spool = open();
    ASSERT_TRUE(
        spool->refuse(test::sample_event(3), {Errc::invalid_argument, "bad value", "", ""}));
    ASSERT_TRUE(
        spool->refuse(test::sample_event(4), {Errc::invalid_argument, "bad value", "", ""}));
    std::ifstream file(options.directory + "/refused.ndjson");
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    EXPECT_THAT(line, HasSubstr(R"("error":"bad value")"));
    EXPECT_THAT(line, HasSubstr(test::sample_event(3).event_id));
    EXPECT_TRUE(std::getline(file, line));
}

TEST_F(SpoolTest, DirectoryThatCannotBeMadeIsSaid) {
    std::ofstream(scratch.path().string() + "/deep") << "a file";
    const auto spool = Spool::open(options);
    ASSERT_FALSE(spool);
    EXPECT_EQ(spool.error().code, Errc::io);
}

}  // namespace
}  // namespace sark::audit_spool
