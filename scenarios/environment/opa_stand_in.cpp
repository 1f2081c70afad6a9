#include "scenarios/environment/opa_stand_in.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <queue>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/http/header_text.hpp"
#include "scenarios/environment/loopback_peers.hpp"

namespace sark::scenarios {

namespace {

using workloads::Reactor;

constexpr std::size_t request_max = std::size_t{1} << 20U;
constexpr std::string_view allowed =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 58\r\n\r\n"
    R"({"result":{"allow":true,"reason":"a stand-in allows all"}})";
constexpr std::string_view failed =
    "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}";

/// How long the request is that `text` begins with, body included; absent while that is not known.
std::optional<std::size_t> request_length(std::string_view text) {
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string_view::npos)
        return std::nullopt;
    std::size_t body = 0;
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = text.find("\r\n"); at < head; at = text.find("\r\n", at + 2)) {
        std::string_view line = text.substr(at + 2, head - at - 2);
        if (line.size() <= name.size() ||
            !http::equals_ignoring_case(line.substr(0, name.size()), name))
            continue;
        line.remove_prefix(name.size());
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
        std::from_chars(line.begin(), line.end(), body);
    }
    return head + 4 + body;
}

/// The stand-in's side of everything while it runs; lives on its thread.
class Service {
 public:
    using Mood = OpaStandIn::Mood;
    Service(workloads::EpollReactor& reactor, int listener)
        : reactor_(reactor), peers_(reactor, listener) {}

    void turn(const std::atomic<Mood>& mood, const std::atomic<Nanos::rep>& delay_ns) {
        std::array<Reactor::Event, 64> events{};
        const TimePoint wake = due_.empty() ? TimePoint::max() : due_.top().at;
        const std::size_t ready = reactor_.wait(wake, events);
        mood_ = mood.load();
        delay_ = Nanos{delay_ns.load()};
        for (std::size_t i = 0; i < ready; ++i) {
            if (events[i].token != LoopbackPeers::listener_token)
                read_from(events[i].token);
            else if (mood_ == Mood::gone)
                peers_.turn_away_all();
            else
                peers_.accept_all();
        }
        for (; !due_.empty() && due_.top().at <= reactor_.now(); due_.pop())
            reply(due_.top().token, due_.top().asked, allowed);
    }

 private:
    struct Due {
        TimePoint at;
        std::uint32_t token;
        std::uint64_t asked;
        bool operator>(const Due& other) const noexcept { return at > other.at; }
    };

    void read_from(std::uint32_t token) {
        if (!peers_.read(token))
            return;
        std::string& unread = peers_.unread(token);
        if (mood_ == Mood::gone || unread.size() > request_max)
            return peers_.close(token);
        const auto length = request_length(unread);
        if (!length || unread.size() < *length)
            return;
        unread.erase(0, *length);
        asked_.resize(peers_.last());
        const std::uint64_t asked = ++asked_[token - 1];
        if (mood_ == Mood::failing)
            reply(token, asked, failed);
        else if (delay_ > Nanos{0})
            due_.push({reactor_.now() + delay_, token, asked});
        else
            reply(token, asked, allowed);
    }

    void reply(std::uint32_t token, std::uint64_t asked, std::string_view answer) {
        if (peers_.open(token) && asked_[token - 1] == asked)
            peers_.send(token, answer);
    }

    workloads::EpollReactor& reactor_;
    Mood mood_ = Mood::well;
    Nanos delay_{0};
    LoopbackPeers peers_;
    std::vector<std::uint64_t> asked_;  // of each peer so far: a late answer is no later question's
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace

Result<std::unique_ptr<OpaStandIn>> OpaStandIn::start(Nanos delay) {
    std::unique_ptr<OpaStandIn> stand_in(new OpaStandIn(delay));
    if (auto opened = stand_in->open(); !opened)
        return opened.error();
    try {
        stand_in->thread_ = std::thread([&self = *stand_in] { self.serve(); });
    } catch (const std::system_error&) {
        return Error{Errc::unavailable, "cannot start the OPA stand-in's thread", "",
                     "raise the limit (ulimit -u)"};
    }
    return stand_in;
}

Result<void> OpaStandIn::open() {
    auto reactor = workloads::EpollReactor::create();
    if (!reactor)
        return reactor.error();
    reactor_ = *std::move(reactor);
    return listener_.open();
}

void OpaStandIn::behave(Mood mood, Nanos delay) {
    mood_ = mood;
    delay_ns_ = (usual_delay_ + delay).count();
}

void OpaStandIn::serve() noexcept {
    Service service(*reactor_, listener_.fd());
    while (!stopping_.load(std::memory_order_relaxed)) service.turn(mood_, delay_ns_);
}

OpaStandIn::~OpaStandIn() {
    stopping_ = true;
    if (thread_.joinable()) {
        reactor_->wake();
        thread_.join();
    }
}

}  // namespace sark::scenarios
