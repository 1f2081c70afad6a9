#include "workloads/engine/epoll_reactor.hpp"

#include <array>
#include <thread>

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

/// Two ends of a local connection, closed at the end.
struct SocketPair {
    std::array<int, 2> ends{-1, -1};
    SocketPair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
    ~SocketPair() {
        close_near();
        ::close(ends[1]);
    }
    SocketPair(const SocketPair&) = delete;
    SocketPair& operator=(const SocketPair&) = delete;
    void close_near() {
        if (ends[0] >= 0)
            ::close(ends[0]);
        ends[0] = -1;
    }
    void say() const { EXPECT_EQ(::write(ends[1], "x", 1), 1); }
};

struct Way {
    const char* name;
    EpollReactor::Timer timer;
    Nanos spin;
};

class EpollReactorTest : public ::testing::TestWithParam<Way> {
 protected:
    std::unique_ptr<EpollReactor> reactor =
        std::move(EpollReactor::create(GetParam().timer, GetParam().spin)).value();
    std::array<Reactor::Event, 8> events{};

    std::size_t wait(Nanos patience) { return reactor->wait(reactor->now() + patience, events); }
};

TEST_P(EpollReactorTest, WaitsUntilTheDeadlineAndNotShorter) {
    for (const Nanos patience : {Nanos{1}, Nanos{50us}, Nanos{1100us}, Nanos{3ms}}) {
        const TimePoint deadline = reactor->now() + patience;
        EXPECT_EQ(reactor->wait(deadline, events), 0U);
        EXPECT_GE(reactor->now(), deadline);
    }
}

TEST_P(EpollReactorTest, APastDeadlineReturnsAtOnceWithWhatIsReady) {
    const SocketPair pair;
    reactor->watch(3, pair.ends[0], EPOLLIN);
    EXPECT_EQ(reactor->wait(TimePoint::min(), events), 0U);
    pair.say();
    ASSERT_EQ(reactor->wait(TimePoint::min(), events), 1U);
    EXPECT_EQ(events[0].token, 3U);
    EXPECT_EQ(events[0].events, static_cast<std::uint32_t>(EPOLLIN));
}

TEST_P(EpollReactorTest, AnEventEndsAWaitWithoutDeadline) {
    const SocketPair pair;
    reactor->watch(0, pair.ends[0], EPOLLIN);
    std::jthread speaker([&pair] { pair.say(); });
    EXPECT_EQ(reactor->wait(TimePoint::max(), events), 1U);
}

TEST_P(EpollReactorTest, AWakeEndsAWaitWithoutEvents) {
    std::jthread waker([this] { reactor->wake(); });
    EXPECT_EQ(reactor->wait(TimePoint::max(), events), 0U);
}

TEST_P(EpollReactorTest, StopsWatchingWhenToldTo) {
    const SocketPair pair;
    pair.say();
    reactor->watch(0, pair.ends[0], EPOLLIN);
    EXPECT_EQ(wait(0ns), 1U);
    reactor->watch(0, pair.ends[0], 0);
    EXPECT_EQ(wait(0ns), 0U);
    reactor->watch(0, pair.ends[0], EPOLLIN | EPOLLOUT);
    EXPECT_EQ(wait(0ns), 1U);
    reactor->watch(0, -1, 0);
    EXPECT_EQ(wait(0ns), 0U);
}

TEST_P(EpollReactorTest, FollowsADescriptorNumberThatWasClosedAndReused) {
    SocketPair first;
    reactor->watch(0, first.ends[0], EPOLLIN);
    const int number = first.ends[0];
    first.close_near();
    const SocketPair second;
    ASSERT_EQ(second.ends[0], number) << "the kernel gives the lowest free number";
    reactor->watch(0, number, EPOLLIN);
    second.say();
    EXPECT_EQ(wait(1s), 1U);
}

TEST_P(EpollReactorTest, ATokenThatLostItsNumberToAnotherLeavesTheOtherAlone) {
    SocketPair first;
    reactor->watch(0, first.ends[0], EPOLLIN);
    const int number = first.ends[0];
    first.close_near();
    const SocketPair second;
    ASSERT_EQ(second.ends[0], number);
    reactor->watch(1, number, EPOLLIN);
    const SocketPair third;
    reactor->watch(0, third.ends[0], EPOLLIN);
    second.say();
    ASSERT_EQ(wait(1s), 1U);
    EXPECT_EQ(events[0].token, 1U);
    third.say();
    EXPECT_EQ(wait(1s), 2U);
}

TEST_P(EpollReactorTest, ReportsAPeerThatHungUp) {
    SocketPair pair;
    reactor->watch(0, pair.ends[1], EPOLLIN);
    pair.close_near();
    ASSERT_EQ(wait(1s), 1U);
    EXPECT_TRUE((events[0].events & EPOLLHUP) != 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, EpollReactorTest,
    ::testing::Values(Way{"Sleep", EpollReactor::Timer::automatic, 0ns},
                      Way{"SleepByTimerFd", EpollReactor::Timer::timer_fd, 0ns},
                      Way{"Hybrid", EpollReactor::Timer::automatic, 100us},
                      Way{"HybridByTimerFd", EpollReactor::Timer::timer_fd, 100us},
                      Way{"Spin", EpollReactor::Timer::automatic, Nanos::max()}),
    [](const auto& way) { return way.param.name; });

TEST(EpollReactorLimitTest, SaysWhatToDoWhenDescriptorsRunOut) {
    ASSERT_TRUE(EpollReactor::create());  // UBSan's first look at a type needs a descriptor
    rlimit saved{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &saved), 0);
    const rlimit none{0, saved.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto reactor = EpollReactor::create();
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &saved), 0);
    ASSERT_FALSE(reactor);
    EXPECT_EQ(reactor.error().code, Errc::unavailable);
    EXPECT_FALSE(reactor.error().hint.empty());
}

}  // namespace
}  // namespace sark::workloads
