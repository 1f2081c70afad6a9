#include "core/http/server/loop_seats.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "core/base/waiting.hpp"

namespace sark::http {
namespace {

TEST(LoopSeatsTest, WhoStandsTakesOverWhenNobodyWatches) {
    LoopSeats seats(1);
    ASSERT_TRUE(seats.take());
    bool got_one = false;
    std::jthread standing([&] { got_one = seats.take(); });
    seats.leave();
    standing.join();
    EXPECT_TRUE(got_one);
}

TEST(LoopSeatsTest, ASeatThatWasLeftCanBeTakenAgain) {
    LoopSeats seats(2);
    ASSERT_TRUE(seats.take());
    ASSERT_TRUE(seats.take());
    seats.begin_watch();  // the other one
    seats.leave();
    EXPECT_TRUE(seats.take());
}

TEST(LoopSeatsTest, ClosingEndsAllStanding) {
    LoopSeats seats(1);
    ASSERT_TRUE(seats.take());
    bool got_one = true;
    std::jthread standing([&] { got_one = seats.take(); });
    seats.close();
    standing.join();
    EXPECT_FALSE(got_one);
    seats.leave();
    EXPECT_FALSE(seats.take());
}

class CountingListener final : public WaitListener {
 public:
    void about_to_wait() noexcept override { ++count; }
    int count = 0;
};

TEST(WaitingTest, TheListenerOfTheThreadIsTold) {
    CountingListener listener;
    about_to_wait();
    {
        const ListeningForWaits listening(listener);
        about_to_wait();
        std::jthread([] { about_to_wait(); }).join();
    }
    about_to_wait();
    EXPECT_EQ(listener.count, 1);
}

}  // namespace
}  // namespace sark::http
