#include "workloads/arrivals/arrival.hpp"

#include <cmath>
#include <numeric>

#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

constexpr std::uint64_t think_stream = 0x7468696e6b;

}  // namespace

Nanos ThinkTime::drawn(std::uint64_t seed, std::uint64_t index) const noexcept {
    const double point = to_unit(draw(seed, index, think_stream));
    const double nanos =
        kind == Kind::uniform
            ? static_cast<double>(length.count()) +
                  point * static_cast<double>((longest - length).count())
            : -std::log1p(-point) * static_cast<double>(length.count());  // at most 37 means
    return Nanos{std::llround(nanos)};
}

Nanos duration_of(const ArrivalSpec& spec) {
    if (const auto* closed = std::get_if<ClosedArrivals>(&spec))
        return closed->duration;
    if (const auto* trace = std::get_if<TraceArrivals>(&spec))
        return trace->duration;
    const auto& stages = std::get<OpenArrivals>(spec).stages;
    return std::accumulate(stages.begin(), stages.end(), Nanos{0},
                           [](Nanos sum, const Stage& stage) { return sum + stage.duration; });
}

}  // namespace sark::workloads
