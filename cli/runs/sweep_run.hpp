#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/target_options.hpp"
#include "cli/runs/comparison_arm.hpp"
#include "cli/runs/signal_watch.hpp"
#include "core/base/result.hpp"
#include "reports/sweep/sweep_result.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// One point of a sweep with its scenario.
struct SweepRunPoint {
    std::string name;
    std::vector<std::string> settings;
    std::string adds;  ///< The layer that it adds; empty: none.
    ComparisonArm arm;
    scenarios::Scenario scenario;
    std::size_t environment = 0;  ///< Which of the run's environments it uses.
};

/// Measures every point once in each round, in shuffled order, each in an environment of its own or
/// in one that it shares with the points whose environments are the same.
class SweepRun {
 public:
    struct Options {
        TargetOptions target;
        unsigned rounds = 6;
        bool quiet = false;
        /// A point's scenario with the seed of one round; absent after every fault was printed.
        std::function<std::optional<scenarios::Scenario>(const SweepRunPoint&, std::uint64_t seed)>
            with_seed;
    };
    /// Environments that stand beside one another at most: each has its own services.
    static constexpr std::size_t environments_max = 8;

    /// Borrows the points.
    SweepRun(Options options, std::vector<SweepRunPoint>& points)
        : options_(std::move(options)), points_(points) {}

    /// Absent when something was measured; otherwise why nothing was.
    [[nodiscard]] std::optional<Error> measure(std::uint64_t seed);

    /// What kept it from its last round: a signal, or a target that went away.
    [[nodiscard]] const std::optional<Error>& ended_by() const noexcept { return ended_by_; }
    [[nodiscard]] Nanos elapsed() const noexcept { return elapsed_; }
    [[nodiscard]] std::size_t environments() const noexcept { return environments_.size(); }
    [[nodiscard]] const std::vector<reports::SweptRound>& rounds() const noexcept {
        return rounds_;
    }
    /// Of the first point; call after measure().
    [[nodiscard]] scenarios::Environment describe() const;

 private:
    Result<void> prepare();
    Result<void> prepare_one(std::size_t environment);
    void measure_round(unsigned round, std::uint64_t seed);
    Result<void> measure_point(std::size_t point, unsigned round, std::uint64_t seed);
    void note(std::string_view line) const;

    Options options_;
    std::vector<SweepRunPoint>& points_;
    SignalWatch signals_;
    std::vector<std::unique_ptr<scenarios::TestEnvironment>> environments_;
    std::vector<reports::SweptRound> rounds_;
    Nanos elapsed_{0};
    std::optional<Error> ended_by_;
};

}  // namespace sark::cli
