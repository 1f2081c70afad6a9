#include "core/postgres/resource_pool.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace sark::postgres {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Thing {
    Thing(int number_, std::atomic<int>& open_) : number(number_), open(open_) { ++open; }
    ~Thing() { --open; }
    int number;
    bool healthy = true;
    std::atomic<int>& open;
};

class FakeTime final : public TimeSource {
 public:
    [[nodiscard]] TimePoint now() const noexcept override { return TimePoint(elapsed.load()); }
    [[nodiscard]] UtcTime utc_now() const noexcept override { return UtcTime(elapsed.load()); }
    std::atomic<Nanos> elapsed{Nanos(0)};
};

class ResourcePoolTest : public testing::Test {
 protected:
    using Pool = ResourcePool<Thing>;

    std::unique_ptr<Pool> make(unsigned size, unsigned overflow) {
        settings.pool_size = size;
        settings.max_overflow = overflow;
        return std::make_unique<Pool>(
            settings,
            Pool::Hooks{[this]() -> Result<std::unique_ptr<Thing>> {
                            if (refuse)
                                return Error{Errc::unavailable, "refused", "", ""};
                            return std::make_unique<Thing>(++created, open);
                        },
                        [this](Thing& thing) {
                            ++pings;
                            return thing.healthy;
                        },
                        [](const Thing& thing) { return thing.healthy; }},
            time);
    }

    /// One that must be there.
    static Pool::Entry take(Pool& pool) {
        auto entry = pool.take();
        EXPECT_TRUE(entry) << (entry ? "" : describe(entry.error()));
        return std::move(*entry);
    }

    /// Returns once `count` threads wait.
    static void await_waiting(const Pool& pool, std::size_t count) {
        while (pool.waiting() != count) std::this_thread::yield();
    }

    PoolSettings settings;
    FakeTime time;
    std::atomic<int> open{0};
    std::atomic<int> created{0};
    std::atomic<int> pings{0};
    std::atomic<bool> refuse{false};
};

TEST_F(ResourcePoolTest, IdleResourceIsLentAgain) {
    const auto pool = make(2, 0);
    pool->give_back(take(*pool), false);
    EXPECT_EQ(take(*pool).resource->number, 1);
    EXPECT_EQ(pool->stats().opened, 1U);
    EXPECT_EQ(pool->stats().acquired, 2U);
}

TEST_F(ResourcePoolTest, OverflowIsClosedOnReturn) {
    const auto pool = make(1, 1);
    auto first = take(*pool);
    auto second = take(*pool);
    EXPECT_EQ(pool->stats().overflow, 1U);
    EXPECT_EQ(pool->stats().checked_out, 2U);
    pool->give_back(std::move(first), false);
    pool->give_back(std::move(second), false);
    EXPECT_EQ(open, 1);
    EXPECT_EQ(pool->stats().overflow, 0U);
    EXPECT_EQ(pool->stats().checked_in, 1U);
    EXPECT_EQ(pool->stats().checked_out, 0U);
}

TEST_F(ResourcePoolTest, OverflowIsKeptWhileOthersAreLent) {
    const auto pool = make(2, 2);
    auto first = take(*pool);
    auto second = take(*pool);
    auto third = take(*pool);
    for (int i = 0; i < 5; ++i) {
        pool->give_back(std::move(third), false);
        third = take(*pool);
    }
    EXPECT_EQ(pool->stats().opened, 3U) << "three steady borrowers open no fourth";
    EXPECT_EQ(pool->stats().overflow, 1U);
    pool->give_back(std::move(third), false);
    pool->give_back(std::move(second), false);
    EXPECT_EQ(pool->stats().checked_in, 2U);
    EXPECT_EQ(open, 3);
    pool->give_back(std::move(first), false);
    EXPECT_EQ(open, 2) << "beyond pool_size idle ones it is closed";
    EXPECT_EQ(pool->stats().overflow, 0U);
}

TEST_F(ResourcePoolTest, TimesOutWhenAllAreLent) {
    settings.timeout = milliseconds(5);
    const auto pool = make(1, 1);
    auto first = take(*pool);
    auto second = take(*pool);
    const auto third = pool->take();
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, Errc::timeout);
    EXPECT_EQ(pool->stats().timeouts, 1U);
    EXPECT_EQ(pool->waiting(), 0U);
    pool->give_back(std::move(first), false);
    pool->give_back(std::move(second), false);
    EXPECT_TRUE(pool->take());
}

TEST_F(ResourcePoolTest, WaitersAreServedInOrderOfArrival) {
    settings.timeout = hours(1);
    const auto pool = make(1, 0);
    auto held = take(*pool);
    std::mutex mutex;
    std::vector<int> order;
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i) {
        threads.emplace_back([&, i] {
            auto entry = take(*pool);
            {
                const std::lock_guard<std::mutex> lock(mutex);
                order.push_back(i);
            }
            pool->give_back(std::move(entry), i == 2);  // a broken one passes its slot on
        });
        await_waiting(*pool, static_cast<std::size_t>(i) + 1);
    }
    pool->give_back(std::move(held), false);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
    EXPECT_EQ(created, 2);
}

TEST_F(ResourcePoolTest, ReturnedOverflowGoesToTheWaiterInsteadOfBeingClosed) {
    settings.timeout = hours(1);
    const auto pool = make(1, 1);
    auto first = take(*pool);
    auto second = take(*pool);
    int got = 0;
    std::thread waiter([&] {
        auto entry = take(*pool);
        got = entry.resource->number;
        pool->give_back(std::move(entry), false);
    });
    await_waiting(*pool, 1);
    pool->give_back(std::move(second), false);
    waiter.join();
    EXPECT_EQ(got, 2);
    pool->give_back(std::move(first), false);
}

TEST_F(ResourcePoolTest, OldResourceIsRecycled) {
    settings.recycle = seconds(60);
    const auto pool = make(1, 0);
    pool->give_back(take(*pool), false);
    time.elapsed = seconds(59);
    pool->give_back(take(*pool), false);
    EXPECT_EQ(created, 1);
    time.elapsed = seconds(60);
    EXPECT_EQ(take(*pool).resource->number, 2);
    EXPECT_EQ(pool->stats().recycled, 1U);
    EXPECT_EQ(pool->stats().opened, 2U);
}

TEST_F(ResourcePoolTest, ZeroRecycleKeepsForEver) {
    settings.recycle = Nanos::zero();
    const auto pool = make(1, 0);
    pool->give_back(take(*pool), false);
    time.elapsed = hours(100'000);
    EXPECT_EQ(take(*pool).resource->number, 1);
}

TEST_F(ResourcePoolTest, DeadIdleResourceIsReplacedBeforeItIsLent) {
    const auto pool = make(1, 0);
    auto entry = take(*pool);
    Thing& thing = *entry.resource;
    pool->give_back(std::move(entry), false);
    thing.healthy = false;
    EXPECT_EQ(take(*pool).resource->number, 2);
    EXPECT_EQ(pool->stats().ping_failures, 1U);
    EXPECT_EQ(pings, 1);  // a fresh one is not pinged
}

TEST_F(ResourcePoolTest, WithoutPrePingNothingIsPinged) {
    settings.pre_ping = false;
    const auto pool = make(1, 0);
    pool->give_back(take(*pool), false);
    pool->give_back(take(*pool), false);
    EXPECT_EQ(pings, 0);
}

TEST_F(ResourcePoolTest, BrokenOrUnusableResourceIsNotKept) {
    const auto pool = make(2, 0);
    pool->give_back(take(*pool), true);
    EXPECT_EQ(open, 0);
    auto entry = take(*pool);
    entry.resource->healthy = false;
    pool->give_back(std::move(entry), false);
    EXPECT_EQ(open, 0);
    EXPECT_EQ(pool->stats().checked_in, 0U);
    EXPECT_EQ(pool->stats().checked_out, 0U);
}

TEST_F(ResourcePoolTest, FailureToOpenFreesTheSlot) {
    settings.timeout = milliseconds(5);
    const auto pool = make(1, 0);
    refuse = true;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pool->take().error().code, Errc::unavailable);
    EXPECT_EQ(pool->stats().checked_out, 0U);
    EXPECT_EQ(pool->stats().acquired, 0U);
    refuse = false;
    EXPECT_TRUE(pool->take());
}

TEST_F(ResourcePoolTest, FailureToReplaceADeadOneFreesTheSlot) {
    settings.timeout = milliseconds(5);
    const auto pool = make(1, 0);
    auto entry = take(*pool);
    Thing& thing = *entry.resource;
    pool->give_back(std::move(entry), false);
    thing.healthy = false;
    refuse = true;
    EXPECT_EQ(pool->take().error().code, Errc::unavailable);
    refuse = false;
    EXPECT_TRUE(pool->take());
}

TEST_F(ResourcePoolTest, EachWaiterLearnsThatNothingCanBeOpened) {
    settings.timeout = hours(1);
    const auto pool = make(1, 0);
    auto held = take(*pool);
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            const auto entry = pool->take();
            refused += !entry && entry.error().code == Errc::unavailable ? 1 : 0;
        });
        await_waiting(*pool, i + 1);
    }
    refuse = true;
    pool->give_back(std::move(held), true);
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(refused, 3);
    EXPECT_EQ(pool->stats().checked_out, 0U);
}

TEST_F(ResourcePoolTest, CloseEndsWaitingAndClosesWhatComesBack) {
    settings.timeout = hours(1);
    const auto pool = make(2, 0);
    pool->give_back(take(*pool), false);
    auto held = take(*pool);
    auto other = take(*pool);
    pool->give_back(std::move(other), false);
    auto again = take(*pool);
    std::thread waiter([&] { EXPECT_EQ(pool->take().error().code, Errc::unavailable); });
    await_waiting(*pool, 1);
    pool->close();
    waiter.join();
    EXPECT_EQ(pool->take().error().code, Errc::unavailable);
    pool->give_back(std::move(held), false);
    pool->give_back(std::move(again), false);
    EXPECT_EQ(open, 0);
    EXPECT_EQ(pool->stats().checked_out, 0U);
}

TEST_F(ResourcePoolTest, NeverOpensMoreThanAllowedUnderContention) {
    settings.timeout = hours(1);
    const auto pool = make(2, 1);
    std::atomic<int> most{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i) {
                auto entry = take(*pool);
                for (int seen = most; open > seen && !most.compare_exchange_weak(seen, open);) {
                }
                pool->give_back(std::move(entry), (i + t) % 7 == 0);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_LE(most, 3);
    const PoolStats stats = pool->stats();
    EXPECT_EQ(stats.acquired, 4000U);
    EXPECT_EQ(stats.checked_out, 0U);
    EXPECT_EQ(stats.checked_in, static_cast<unsigned>(open));
    EXPECT_EQ(stats.opened, static_cast<std::uint64_t>(created));
}

TEST_F(ResourcePoolTest, TheTimeThatEachWasLentAddsUp) {
    const auto pool = make(2, 0);
    auto first = take(*pool);
    time.elapsed = seconds(1);
    auto second = take(*pool);
    time.elapsed = seconds(3);
    pool->give_back(std::move(first), false);
    EXPECT_EQ(pool->stats().lent, seconds(3));
    pool->give_back(std::move(second), true);
    EXPECT_EQ(pool->stats().lent, seconds(5));
}

}  // namespace
}  // namespace sark::postgres
