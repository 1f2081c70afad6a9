// What a worker tells its reactor: everything that changed, and nothing twice.

#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::Outcome;
using workloads::OutcomeCode;

/// A simulated reactor that counts what it is told.
class CountingReactor final : public workloads::Reactor {
 public:
    CountingReactor(VirtualTime& time, std::size_t& watches) : inner_(time), watches_(watches) {}
    [[nodiscard]] TimePoint now() noexcept override { return inner_.now(); }
    void watch(std::uint32_t token, int fd, std::uint32_t interest) noexcept override {
        ++watches_;
        inner_.watch(token, fd, interest);
    }
    std::size_t wait(TimePoint deadline, std::span<Event> events) noexcept override {
        return inner_.wait(deadline, events);
    }
    void wake() noexcept override {}

 private:
    SimulatedReactor inner_;
    std::size_t& watches_;
};

/// Answers after 1 ms; at every `renewals`-th operation on a new descriptor that got the old one's
/// number.
class RenewingConnection final : public workloads::Connection {
 public:
    RenewingConnection(VirtualTime& time, std::uint64_t renewals)
        : time_(time), renewals_(renewals) {}
    Result<void> open() override { return {}; }
    std::optional<Outcome> start(const workloads::Call& call) noexcept override {
        if (renewals_ != 0 && call.index % renewals_ == 0)
            ++generation_;
        time_.make_ready(time_.now() + std::chrono::milliseconds(1), 100);
        return std::nullopt;
    }
    std::optional<Outcome> on_ready(std::uint32_t) noexcept override {
        return Outcome{OutcomeCode::ok, 1, 1};
    }
    Outcome abandon() noexcept override { return {OutcomeCode::timeout, 0, 0}; }
    [[nodiscard]] int fd() const noexcept override { return 100; }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return EPOLLIN; }
    [[nodiscard]] std::uint32_t generation() const noexcept override { return generation_; }

 private:
    VirtualTime& time_;
    std::uint64_t renewals_;
    std::uint32_t generation_ = 0;
};

std::size_t watches_of_a_hundred_operations(std::uint64_t renewals) {
    SimulatedRun run;
    std::size_t watches = 0;
    auto plan = plan_of(steady(100.0, 1s),
                        [&](std::size_t) -> Result<std::unique_ptr<workloads::Connection>> {
                            return std::unique_ptr<workloads::Connection>(
                                std::make_unique<RenewingConnection>(run.time, renewals));
                        });
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    workloads::Engine engine(run.options, std::move(plans));
    engine.set_reactor_factory(
        [&] { return std::make_unique<CountingReactor>(run.time, watches); });
    const auto result = engine.run(run.stop, {});
    EXPECT_TRUE(result);
    EXPECT_EQ(result ? result->loads[0].completed : 0, 100U);
    return watches;
}

TEST(EngineWatchTest, AnUnchangedConnectionCostsNoFurtherCall) {
    EXPECT_EQ(watches_of_a_hundred_operations(0), 1U);
}

TEST(EngineWatchTest, ANewDescriptorOfTheSameNumberIsWatchedAnew) {
    EXPECT_EQ(watches_of_a_hundred_operations(20), 6U);
}

}  // namespace
}  // namespace sark::test
