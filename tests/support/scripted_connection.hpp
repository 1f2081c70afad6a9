#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <sys/epoll.h>

#include "tests/support/simulated_reactor.hpp"
#include "workloads/drivers/connection.hpp"

namespace sark::test {

/// What a scripted target does with one call.
struct Answer {
    Nanos after{0};
    workloads::OutcomeCode code = workloads::OutcomeCode::ok;
    enum class Way : std::uint8_t {
        on_ready,  ///< Through the descriptor, `after` from now.
        in_start,  ///< At once; start() itself takes `after`.
        never,
    } way = Way::on_ready;
    Nanos parsing{0};  ///< Time that on_ready() itself takes.
};

/// A target whose answers a test writes down, and what it saw.
struct ScriptedTarget {
    VirtualTime& time;
    std::function<Answer(const workloads::Call&, Nanos elapsed)> script;
    bool in_process = false;

    std::vector<workloads::Call> calls = reserved();
    std::size_t abandoned = 0;
    std::size_t reconnects = 0;
    std::size_t noticed_closes = 0;  ///< on_ready() with nothing in flight.

    [[nodiscard]] workloads::ConnectionFactory factory();

 private:
    static std::vector<workloads::Call> reserved() {
        std::vector<workloads::Call> calls;
        calls.reserve(100'000);
        return calls;
    }
};

/// One connection to a ScriptedTarget. Its descriptor is a number of the virtual world: 100 plus
/// the connection's.
class ScriptedConnection final : public workloads::Connection {
 public:
    ScriptedConnection(ScriptedTarget& target, int fd) : target_(target), number_(fd) {}

    Result<void> open() override {
        fd_ = target_.in_process ? -1 : number_;
        return {};
    }

    std::optional<workloads::Outcome> start(const workloads::Call& call) noexcept override {
        target_.calls.push_back(call);
        if (!target_.in_process && fd_ < 0) {
            fd_ = number_;
            ++target_.reconnects;
        }
        answer_ = target_.script(call, target_.time.elapsed());
        if (answer_.way == Answer::Way::in_start) {
            target_.time.advance(answer_.after);
            return finish();
        }
        if (answer_.way == Answer::Way::on_ready)
            target_.time.make_ready(target_.time.now() + answer_.after, fd_);
        in_flight_ = true;
        return std::nullopt;
    }

    std::optional<workloads::Outcome> on_ready(std::uint32_t) noexcept override {
        if (!in_flight_) {
            ++target_.noticed_closes;
            fd_ = -1;
            return std::nullopt;
        }
        target_.time.advance(answer_.parsing);
        return finish();
    }

    workloads::Outcome abandon() noexcept override {
        ++target_.abandoned;
        in_flight_ = false;
        target_.time.cancel(number_);
        fd_ = -1;
        return {workloads::OutcomeCode::timeout, 10, 0};
    }

    [[nodiscard]] int fd() const noexcept override { return fd_; }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return EPOLLIN; }
    [[nodiscard]] bool runs_in_process() const noexcept override { return target_.in_process; }

 private:
    workloads::Outcome finish() {
        in_flight_ = false;
        if (answer_.code == workloads::OutcomeCode::connection ||
            answer_.code == workloads::OutcomeCode::refused)
            fd_ = -1;
        return {answer_.code, 10, 20};
    }

    ScriptedTarget& target_;
    int number_;
    int fd_ = -1;
    bool in_flight_ = false;
    Answer answer_;
};

inline workloads::ConnectionFactory ScriptedTarget::factory() {
    return [this](std::size_t number) -> Result<std::unique_ptr<workloads::Connection>> {
        return std::unique_ptr<workloads::Connection>(
            std::make_unique<ScriptedConnection>(*this, 100 + static_cast<int>(number)));
    };
}

}  // namespace sark::test
