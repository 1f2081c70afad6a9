#include "bench/gate/neighbour.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sark::bench {
namespace {

class NeighbourTest : public testing::Test {
 protected:
    NeighbourTest() {
        std::string name = testing::TempDir() + "neighbour-XXXXXX";
        directory_ = mkdtemp(name.data());
    }
    ~NeighbourTest() override { std::filesystem::remove_all(directory_); }

    /// Bytes that the command left behind: one for each time that it ran.
    [[nodiscard]] std::uintmax_t times() const {
        std::error_code none;
        const auto size = std::filesystem::file_size(directory_ / "times", none);
        return none ? 0 : size;
    }
    [[nodiscard]] std::string counting() const {
        return "printf . >> '" + (directory_ / "times").string() + "'; sleep 0.01";
    }
    /// Waits for as long as a slow machine may need.
    template <typename Condition>
    static bool comes(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        bool come = condition();
        for (; !come && std::chrono::steady_clock::now() < end; come = condition())
            poll(nullptr, 0, 2);
        return come;
    }

    std::filesystem::path directory_;
};

Neighbour::Plan plan_of(std::string command) {
    Neighbour::Plan plan;
    plan.command = std::move(command);
    return plan;
}

TEST_F(NeighbourTest, RunsItsCommandAgainAndAgain) {
    const auto neighbour = Neighbour::start(plan_of(counting()));
    ASSERT_TRUE(neighbour);
    EXPECT_TRUE(comes([&] { return times() >= 3; }));
    EXPECT_FALSE((*neighbour)->failure());
}

TEST_F(NeighbourTest, NothingRunsOnceItIsGone) {
    const std::string pipe = (directory_ / "pipe").string();
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    const int end = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    auto neighbour = Neighbour::start(plan_of("exec > '" + pipe + "'; printf .; sleep 1000; exit"));
    ASSERT_TRUE(neighbour);
    char byte = 0;
    ASSERT_TRUE(comes([&] { return read(end, &byte, 1) == 1; }));
    neighbour->reset();
    // Nobody is left who could write: neither the shell nor what it started.
    EXPECT_TRUE(comes([&] { return read(end, &byte, 1) == 0; }));
    close(end);
}

TEST_F(NeighbourTest, ComesAgainAfterItStoodStill) {
    Neighbour::Plan plan = plan_of(counting());
    plan.at_a_time = 2;
    plan.spell = std::chrono::milliseconds(5);
    auto neighbour = Neighbour::start(plan);
    ASSERT_TRUE(neighbour);
    EXPECT_TRUE(comes([&] { return times() >= 4; }));
    EXPECT_FALSE((*neighbour)->failure());
}

TEST_F(NeighbourTest, EndsWhileItStandsStill) {
    Neighbour::Plan plan = plan_of("kill -STOP $$");
    plan.at_a_time = 2;
    EXPECT_TRUE(Neighbour::start(plan));  // and its end does not hang
}

TEST_F(NeighbourTest, ACommandThatFailsIsSaidSo) {
    const auto neighbour = Neighbour::start(plan_of("no-such-program-here"));
    ASSERT_TRUE(neighbour);
    std::optional<Error> failure;
    ASSERT_TRUE(comes([&] { return (failure = (*neighbour)->failure()).has_value(); }));
    EXPECT_EQ(failure->code, Errc::unavailable);
    EXPECT_EQ(failure->where, "no-such-program-here");
}

TEST_F(NeighbourTest, ACommandCannotLeaveItsLoop) {
    const auto neighbour = Neighbour::start(plan_of(counting() + "; exit 0"));
    ASSERT_TRUE(neighbour);
    EXPECT_TRUE(comes([&] { return times() >= 2; }));
    EXPECT_FALSE((*neighbour)->failure());
}

}  // namespace
}  // namespace sark::bench
