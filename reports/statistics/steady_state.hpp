#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sark::reports {

/// One slice of the time axis of a load, as steady-state detection sees it.
struct SteadySlice {
    std::optional<double> p50_ms;  ///< Absent when nothing was answered.
    std::optional<double> p95_ms;
    std::uint64_t answers = 0;
};

/// The longest stretch of a series of slices over which nothing changes for good.
struct SteadyState {
    enum class Verdict : std::uint8_t {
        steady,     ///< From slice `first` up to, not including, slice `last`.
        none,       ///< No stretch of at least half of the slices is steady.
        too_short,  ///< Fewer than ten slices with answers.
    } verdict = Verdict::too_short;
    std::size_t first = 0;
    std::size_t last = 0;
    std::string_view moving;        ///< What kept it from being steady: "p50", "p95", "throughput".
    double growth_per_slice = 0.0;  ///< Of that, over all slices, relative: 0.01 is 1 % a slice.
};

/// Judges the slices' median, 95th percentile (where slices have a hundred answers) and throughput,
/// each against what it does itself:
///  1. a beginning and an end are cut off where the marginal standard error of the mean of what is
///     kept, at least half, is least (White's MSER, 1997, at both ends), each if more
///     than half of its slices differ from the mean of what is kept by more than
///     `steady_tolerated` and by more than chance;
///  2. the stretch that all three leave must be ten slices and half of them, and a straight line
///     through it must not change by more than `steady_tolerated` from begin to end and more than
///     by chance.
/// Chance: five, respectively 1.35 times the 95 %, standard errors of residuals, widened for their
/// correlation (correlation_widening). Single slices cannot decide: they are never cut off, and
/// held within six deviations (by the median absolute one) of the median, and no nearer than 15 %.
[[nodiscard]] SteadyState find_steady_state(const std::vector<SteadySlice>& slices);

/// Changes up to this are steady, however certain: 5 %.
inline constexpr double steady_tolerated = 0.05;
inline constexpr std::size_t steady_slices_minimum = 10;

}  // namespace sark::reports
