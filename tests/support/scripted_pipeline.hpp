#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <sys/epoll.h>

#include "tests/support/simulated_reactor.hpp"
#include "workloads/drivers/connection.hpp"

namespace sark::test {

/// A target in virtual time whose connections carry several operations and serve them one after
/// the other.
struct PipelinedTarget {
    /// What it does with one call: how long it takes to serve, and how it ends. `breaks`: the
    /// connection is lost instead of an answer; `silent`: neither it nor what follows is answered.
    struct Answer {
        Nanos service{0};
        workloads::OutcomeCode code = workloads::OutcomeCode::ok;
        bool breaks = false;
        bool silent = false;
    };

    VirtualTime& time;
    std::size_t depth;
    std::function<Answer(const workloads::Call&)> script;
    bool refuses = false;  ///< No connection can be made.

    std::vector<std::size_t> flushes{};              ///< How many operations each flush() sent.
    std::vector<std::vector<std::uint64_t>> sent{};  ///< Their indices, by connection.
    std::size_t most_in_flight = 0;
    std::size_t abandoned = 0;
    std::size_t reconnects = 0;

    [[nodiscard]] workloads::ConnectionFactory factory();
};

class PipelinedConnection final : public workloads::Connection {
 public:
    PipelinedConnection(PipelinedTarget& target, std::size_t number)
        : target_(target), number_(number) {
        in_flight_.reserve(target.depth);
    }

    Result<void> open() override {
        fd_ = own_fd();
        return {};
    }

    std::optional<workloads::Outcome> start(const workloads::Call& call) noexcept override {
        if (fd_ < 0) {
            if (target_.refuses)
                return workloads::Outcome{workloads::OutcomeCode::refused, 0, 0};
            fd_ = own_fd();
            ++generation_;
            ++target_.reconnects;
        }
        in_flight_.push_back({call, {}, false});
        ++queued_;
        target_.most_in_flight = std::max(target_.most_in_flight, in_flight_.size());
        return std::nullopt;
    }

    std::optional<workloads::Outcome> flush() noexcept override {
        target_.flushes.push_back(queued_);
        TimePoint free = target_.time.now();
        for (std::size_t i = 0; i < in_flight_.size(); ++i) {
            InFlight& one = in_flight_[i];
            if (i >= in_flight_.size() - queued_) {
                one.answer = target_.script(one.call);
                target_.sent[number_].push_back(one.call.index);
                one.due = free + one.answer.service;
                if (!one.answer.silent)
                    target_.time.make_ready(one.due, fd_);
            }
            free = std::max(free, one.due);
        }
        queued_ = 0;
        return std::nullopt;
    }

    std::optional<workloads::Outcome> on_ready(std::uint32_t events) noexcept override {
        if (events != 0)
            read();
        if (in_flight_.empty() || !in_flight_.front().ended)
            return std::nullopt;
        const workloads::OutcomeCode code = in_flight_.front().answer.code;
        in_flight_.erase(in_flight_.begin());
        return workloads::Outcome{code, 10, 20};
    }

    workloads::Outcome abandon() noexcept override {
        ++target_.abandoned;
        in_flight_.clear();
        queued_ = 0;
        close();
        return {workloads::OutcomeCode::timeout, 10, 0};
    }

    [[nodiscard]] std::size_t depth() const noexcept override { return target_.depth; }
    [[nodiscard]] int fd() const noexcept override { return fd_; }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return EPOLLIN; }
    [[nodiscard]] std::uint32_t generation() const noexcept override { return generation_; }

 private:
    struct InFlight {
        workloads::Call call;
        PipelinedTarget::Answer answer;
        bool ended;
        TimePoint due{};
    };

    [[nodiscard]] int own_fd() const { return 100 + static_cast<int>(number_); }
    void close() {
        target_.time.cancel(own_fd());
        fd_ = -1;
    }
    void read() {
        for (InFlight& one : in_flight_) {
            if (one.answer.silent || one.due > target_.time.now())
                return;
            if (one.answer.breaks) {
                for (InFlight& lost : in_flight_) {
                    lost.answer.code =
                        lost.ended ? lost.answer.code : workloads::OutcomeCode::connection;
                    lost.ended = true;
                }
                close();
                return;
            }
            one.ended = true;
        }
    }

    PipelinedTarget& target_;
    std::size_t number_;
    int fd_ = -1;
    std::uint32_t generation_ = 0;
    std::vector<InFlight> in_flight_;
    std::size_t queued_ = 0;
};

inline workloads::ConnectionFactory PipelinedTarget::factory() {
    return [this](std::size_t number) -> Result<std::unique_ptr<workloads::Connection>> {
        // So that what is written down allocates nothing while a test counts.
        flushes.reserve(10'000);
        sent.resize(std::max(sent.size(), number + 1));
        sent[number].reserve(10'000);
        return std::unique_ptr<workloads::Connection>(
            std::make_unique<PipelinedConnection>(*this, number));
    };
}

}  // namespace sark::test
