// A disk that takes no more: the kernel's limit on the size of a file, which cuts writes short just
// as a full disk does.

#include <csignal>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "core/audit/spool/record.hpp"
#include "core/audit/spool/spool.hpp"
#include "core/audit/spool_backlog.hpp"
#include "tests/core/audit/audit_samples.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark {
namespace {

/// While it lives, no file of this process grows beyond `bytes`.
class FileSizeLimit {
 public:
    explicit FileSizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
    using Handler = void (*)(int);
    rlimit before_{};
    Handler signal_;
};

class SpoolDiskTest : public testing::Test {
 protected:
    std::unique_ptr<audit_spool::Spool> open() {
        audit_spool::SpoolOptions options;
        options.directory = scratch.path();
        auto spool = audit_spool::Spool::open(options);
        EXPECT_TRUE(spool) << describe(spool.error());
        return *std::move(spool);
    }
    test::ScratchDirectory scratch{test::ScratchDirectory::Place::memory};
};

TEST_F(SpoolDiskTest, WhatTheDiskDidNotTakeIsNotAcknowledgedAndTheRestGoesOn) {
    constexpr unsigned total = 200;
    std::vector<unsigned> acknowledged;
    {
        SpoolBacklog backlog({}, open());
        for (unsigned n = 1; n <= total; ++n) {
            const bool scarce = n > 50 && n <= 150;
            std::optional<FileSizeLimit> limit;
            if (scarce)  // room for about one record more than the segment's header
                limit.emplace(300);
            const auto ack = backlog.submit(test::sample_event(n));
            ASSERT_TRUE(ack);
            const auto done = ack->wait(std::chrono::seconds(60));
            if (done)
                acknowledged.push_back(n);
            else
                EXPECT_EQ(done.error().code, Errc::io);
        }
        EXPECT_GT(backlog.spool_stats().write_failures, 0U);
        EXPECT_EQ(backlog.counts().accepted, acknowledged.size());
        EXPECT_EQ(backlog.counts().failed, total - acknowledged.size());
    }
    EXPECT_GE(acknowledged.size(), 100U);
    EXPECT_LT(acknowledged.size(), total);
    const auto spool = open();
    EXPECT_TRUE(spool->recovery().damage.empty());
    EXPECT_EQ(spool->recovery().torn_bytes, 0U) << "the partial write was taken back at once";
    std::vector<unsigned> found;
    const auto events = spool->read(total + 1);
    ASSERT_TRUE(events);
    for (const AuditEvent& event : *events)
        found.push_back(static_cast<unsigned>(std::stoul(event.resource_id.substr(5))));
    EXPECT_EQ(found, acknowledged);
}

TEST_F(SpoolDiskTest, FullDiskLetsSettledSegmentsGo) {
    const auto spool = open();
    std::string records;
    const std::string payload = audit_spool::encode_event(test::sample_event(1));
    audit_spool::append_record(records, 1, payload, audit_spool::payload_crc(payload));
    ASSERT_TRUE(spool->append(records, 1, 1));
    const FileSizeLimit limit(600);  // the position file has its size from the start
    const auto events = spool->read(10);
    ASSERT_TRUE(events);
    EXPECT_EQ(events->size(), 1U);
    const auto committed = spool->commit();
    EXPECT_TRUE(committed) << describe(committed.error());
    spool->close();
    EXPECT_EQ(spool->stats().segments, 0U);
}

}  // namespace
}  // namespace sark
