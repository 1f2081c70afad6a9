#include "workloads/arrivals/arrival_schedule.hpp"

#include <algorithm>
#include <cmath>

#include "workloads/arrivals/bursts.hpp"
#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

constexpr std::uint64_t gap_stream = 0x676170;
// Integrals of decimal rates miss whole numbers by rounding; an arrival this close to the end of a
// stage belongs to what follows.
constexpr double rounding = 1e-7;

}  // namespace

ArrivalSchedule::ArrivalSchedule(const OpenArrivals& spec, std::uint64_t seed)
    : poisson_(spec.poisson), seed_(seed) {
    double rate = spec.start_rate;
    for (const Stage& stage : stages_with_bursts(spec)) {
        const double seconds = to_seconds(stage.duration);
        const double events = seconds * (rate + stage.target_rate) / 2.0;
        if (events > 0.0) {
            const double slope = (stage.target_rate - rate) / seconds;
            pieces_.push_back({to_seconds(duration_), rate, slope, total_events_, events});
        }
        total_events_ += events;
        duration_ += stage.duration;
        rate = stage.target_rate;
    }
}

std::optional<Nanos> ArrivalSchedule::next() {
    if (poisson_)
        position_ += -std::log1p(-to_unit(draw(seed_, drawn_, gap_stream)));
    else
        position_ = static_cast<double>(drawn_);  // not a running sum: no drift
    ++drawn_;
    while (piece_ < pieces_.size() &&
           position_ >= pieces_[piece_].events_begin + pieces_[piece_].events - rounding)
        ++piece_;
    if (piece_ == pieces_.size())
        return std::nullopt;
    const Piece& piece = pieces_[piece_];
    const double events = std::max(0.0, position_ - piece.events_begin);
    // The root of slope/2 t^2 + rate t = events in the form that stays exact for tiny slopes; the
    // clamp only removes rounding at the foot of a ramp down to 0.
    const double discriminant =
        std::max(0.0, piece.rate_begin * piece.rate_begin + 2.0 * piece.slope * events);
    const double divisor = piece.rate_begin + std::sqrt(discriminant);
    const double seconds = events > 0.0 ? 2.0 * events / divisor : 0.0;
    const Nanos offset{std::llround((piece.begin_s + seconds) * 1e9)};
    last_ = std::clamp(offset, last_, std::max(last_, duration_ - Nanos{1}));
    return last_;
}

}  // namespace sark::workloads
