#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/capacity/step_decision.hpp"

namespace sark::reports {

/// Why a step is measured.
enum class StepKind : std::uint8_t { search, break_again, confirm };

/// The window to measure next.
struct WindowRequest {
    double rate = 0.0;  ///< Arrivals per second.
    StepKind kind = StepKind::search;
    std::size_t step = 0;  ///< Place of its step among CapacitySearch::steps().
};

/// Whose fault it is that a window must not count.
enum class Disturbance : std::uint8_t { none, host, generator };

/// One step of a search: a rate measured afresh, whatever was measured of it before.
struct SearchStep {
    StepKind kind = StepKind::search;
    double rate = 0.0;
    StepVerdict verdict = StepVerdict::open;
    StepDecision decision;
    std::size_t disturbed = 0;  ///< Windows left out.
    std::size_t disturbed_in_a_row = 0;
    std::size_t by_generator = 0;  ///< Of those in a row, for the generator's sake.
};

/// Looks for the highest rate that holds: told how each window went, asked for the next; no clock
/// and no I/O. It starts at a rate, halves down to the lowest until one holds, doubles up to the
/// highest until one breaks, then halves the gap geometrically until it is within the resolution. A
/// step takes as many windows as its decision needs (StepDecision); one that a disturbance spoiled
/// is measured again. Then the breaking end is measured once more, and the holding end confirmed in
/// longer windows of its own. A rate that held and broke contradicts itself: it is measured again,
/// and the majority of its decided steps counts.
class CapacitySearch {
 public:
    struct Plan {
        std::vector<double> shares;  ///< By objective; see StepDecision.
        double lowest = 1.0;
        double start = 1.0;  ///< In lowest..highest.
        double highest = 1e6;
        double resolution = 0.05;  ///< Content when breaks / holds - 1 is at most this.
        StepRule rule;
        StepRule confirm_rule{0.05, 4};
    };
    /// Disturbed windows in a row before a step is given up.
    static constexpr std::size_t disturbances_limit = 3;
    /// Steps at one rate before it is left contradictory: the target is not steady.
    static constexpr std::size_t trials_limit = 4;
    static constexpr std::size_t confirms_limit = 10;

    explicit CapacitySearch(Plan plan);

    /// The next window; absent when the search is over.
    [[nodiscard]] std::optional<WindowRequest> next() const;
    /// How the window went that next() asked for; `evidence` does not count when it was disturbed.
    void told(const WindowEvidence& evidence, Disturbance disturbance);
    /// Ends it early: a signal, or the time is up.
    void stop();

    enum class Outcome : std::uint8_t {
        found,              ///< Both ends are known, and the holding one is confirmed.
        holds_throughout,   ///< Confirmed at the highest rate allowed.
        never_holds,        ///< Not even at the lowest rate.
        generator_limited,  ///< The generator gave out before the target did.
        inconclusive,
        disturbed,  ///< The host spoiled a step's windows again and again.
        stopped,
    };
    /// Once next() is absent.
    [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }
    /// Why it is inconclusive; empty otherwise.
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

    /// The highest rate below `breaks` that is known to hold: the confirmed one, if there is one.
    [[nodiscard]] std::optional<double> holds() const;
    /// The lowest rate above `holds` that is known to break.
    [[nodiscard]] std::optional<double> breaks() const;
    [[nodiscard]] bool confirmed() const noexcept { return confirmed_.has_value(); }
    /// The lowest rate that the generator could not make; absent when it made all.
    [[nodiscard]] std::optional<double> generator_limit() const;
    /// In the order they were begun.
    [[nodiscard]] const std::vector<SearchStep>& steps() const noexcept { return steps_; }

 private:
    /// What all finished steps at a rate say together.
    struct Finding {
        double rate = 0.0;
        std::size_t trials = 0;
        std::size_t holds = 0;
        std::size_t breaks = 0;
        bool confirmed = false;
        bool confirm_failed = false;
        StepVerdict verdict = StepVerdict::open;
        [[nodiscard]] bool contradictory() const noexcept { return holds > 0 && holds == breaks; }
    };
    [[nodiscard]] std::vector<Finding> findings() const;
    void begin(StepKind kind, double rate);
    void end(Outcome outcome, std::string reason = {});
    void end_step();
    void plan_next();
    /// Measures again what contradicts itself; false when nothing does.
    bool settle(const std::vector<Finding>& known);
    void go_down(const Finding& lowest);
    void verify(const Finding& low, const Finding* high);
    void finish(const Finding& low, const Finding* high);

    Plan plan_;
    std::vector<SearchStep> steps_;
    std::optional<double> confirmed_;
    std::size_t confirms_ = 0;
    bool over_ = false;
    Outcome outcome_ = Outcome::stopped;
    std::string reason_;
};

}  // namespace sark::reports
