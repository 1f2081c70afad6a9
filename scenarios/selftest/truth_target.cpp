#include "scenarios/selftest/truth_target.hpp"

#include <algorithm>
#include <array>
#include <queue>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/base/prompt_thread.hpp"
#include "scenarios/environment/loopback_peers.hpp"

namespace sark::scenarios {

namespace {

using workloads::EpollReactor;
using workloads::Reactor;

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";
constexpr std::string_view end_of_request = "\r\n\r\n";

/// The target's side of everything while it runs; lives on its thread.
class Service {
 public:
    Service(EpollReactor& reactor, int listener, const TargetScript& script, Truth& truth)
        : reactor_(reactor), script_(script), truth_(truth), peers_(reactor, listener) {}

    void turn() {
        std::array<Reactor::Event, 64> events{};
        const TimePoint wake = due_.empty() ? TimePoint::max() : due_.top().at;
        const std::size_t ready = reactor_.wait(wake, events);
        for (std::size_t i = 0; i < ready; ++i) {
            if (events[i].token == LoopbackPeers::listener_token)
                peers_.accept_all();
            else
                read_from(events[i].token);
        }
        for (; !due_.empty() && due_.top().at <= reactor_.now(); due_.pop())
            reply(due_.top().token);
    }

 private:
    struct Due {
        TimePoint at;
        std::uint32_t token;
        bool operator>(const Due& other) const noexcept { return at > other.at; }
    };

    void read_from(std::uint32_t token) {
        if (!peers_.read(token))
            return;
        const TimePoint now = reactor_.now();
        std::string& unread = peers_.unread(token);
        const std::size_t end = unread.find(end_of_request);
        if (end == std::string::npos)
            return;
        unread.erase(0, end + end_of_request.size());
        asked_.resize(peers_.last());
        asked_[token - 1] = now;
        const std::uint64_t number = truth_.requests++;
        if (script_.stall_at == number)
            stall();
        const Nanos delay = script_.delay(number);
        if (delay > Nanos{0})
            due_.push({now + delay, token});
        else
            reply(token);
    }

    void stall() {
        const TimePoint begin = reactor_.now();
        std::this_thread::sleep_until(begin + script_.stall);
        truth_.stalled += reactor_.now() - begin;
    }

    void reply(std::uint32_t token) {
        if (!peers_.open(token))
            return;
        truth_.imposed.record(reactor_.now() - asked_[token - 1]);
        peers_.send(token, answer);
    }

    EpollReactor& reactor_;
    const TargetScript& script_;
    Truth& truth_;
    LoopbackPeers peers_;
    std::vector<TimePoint> asked_;  // by each peer, latest
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace

Result<std::unique_ptr<TruthTarget>> TruthTarget::start(TargetScript script) {
    std::unique_ptr<TruthTarget> target(new TruthTarget(std::move(script)));
    if (auto opened = target->open(); !opened)
        return opened.error();
    try {
        target->thread_ = std::thread([&target = *target] { target.serve(); });
    } catch (const std::system_error&) {
        return Error{Errc::unavailable, "cannot start the target's thread", "",
                     "raise the limit (ulimit -u)"};
    }
    return target;
}

Result<void> TruthTarget::open() {
    auto reactor = EpollReactor::create();
    if (!reactor)
        return reactor.error();
    reactor_ = *std::move(reactor);
    return listener_.open();
}

void TruthTarget::serve() noexcept {
    make_this_thread_prompt();
    Service service(*reactor_, listener_.fd(), script_, truth_);
    while (!stopping_.load(std::memory_order_relaxed)) service.turn();
}

Truth TruthTarget::stop() {
    stopping_ = true;
    reactor_->wake();
    if (thread_.joinable())
        thread_.join();
    return std::move(truth_);
}

TruthTarget::~TruthTarget() {
    stopping_ = true;
    if (reactor_)
        reactor_->wake();
    if (thread_.joinable())
        thread_.join();
}

}  // namespace sark::scenarios
