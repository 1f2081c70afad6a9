#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/capacity/capacity_result.hpp"
#include "reports/capacity/scalability_view.hpp"
#include "reports/capacity/step_row.hpp"

namespace sark::reports {

/// Throughput and response times at an offered rate.
struct RatePoint {
    double rate = 0.0;
    std::optional<double> achieved_per_s;
    std::optional<double> p50_ms;
    std::optional<double> p95_ms;
    std::optional<double> p99_ms;
};

/// A limit of the SLA that is a time.
struct LimitLine {
    std::string name;
    double ms = 0.0;
};

/// A finished search as its readers see it: console, Markdown and HTML print this and work out
/// nothing.
struct CapacityView {
    std::string title;       ///< "Capacity of smoke: holds 830/s (confirmed), breaks 866/s"
    std::string outcome;     ///< "FOUND", "NEVER HOLDS", …
    std::string_view mark;   ///< The outcome's colour: "pass", "fail", "invalid", "inconclusive".
    std::string summary;     ///< "[830/s, 866/s]: the SLA holds up to 830/s and breaks at 866/s"
    std::string conclusion;  ///< "FOUND: " summary " (exit 0, 83 s)"
    std::string headroom;    ///< Empty when unknown, as `limit`.
    std::string limit;       ///< What gave out, in words.
    std::vector<std::pair<std::string, std::string>> sla;  ///< A row's name and what it demands.
    std::vector<std::string> left_out;                     ///< Rows that no rate is judged by.
    std::string knee;                                      ///< Says so when there is none.
    std::string rule;                                      ///< How steps were decided.
    std::string made;                                      ///< When, how long, with what.
    std::vector<StepRow> steps;                            ///< In the order they were begun.
    std::vector<RatePoint> curve;              ///< Steps with a rate that counted, by rate.
    std::vector<LimitLine> limits;             ///< Lines across the curve.
    std::vector<ScalabilityView> scalability;  ///< Over concurrency, over rate.
    std::size_t law = 0;                       ///< Place of the fit to use.
    std::vector<std::pair<std::string, std::string>> facts;  ///< Machine, services, settings.
};
[[nodiscard]] CapacityView capacity_view_of(const CapacityResult& result);

/// One of several searches in the same environment.
struct RepeatRow {
    std::string holds;  ///< "–" when unknown, as the next three.
    std::string breaks;
    std::string knee;
    std::string deviation;  ///< What holds, from the middle of all: "+2.4 %".
    std::string seconds;
    std::string outcome;
};
/// How far several searches agree.
struct RepeatsView {
    std::vector<RepeatRow> rows;
    std::optional<double> spread;  ///< (highest - lowest) / middle of the confirmed rates.
    std::string conclusion;        ///< "10 of 10 confirmed: 830/s to 866/s, …"
};
[[nodiscard]] RepeatsView repeats_of(const std::vector<CapacityResult>& results);

}  // namespace sark::reports
