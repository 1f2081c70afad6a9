#include "workloads/arrivals/user_curve.hpp"

#include <algorithm>
#include <cmath>

namespace sark::workloads {

UserCurve::UserCurve(const ClosedArrivals& arrivals, Nanos warmup)
    : constant_(arrivals.stages.empty()) {
    Nanos begin{0};
    double users = arrivals.start_users;
    const auto add = [&](Nanos length, double target) {
        if (length > Nanos{0})
            pieces_.push_back({begin, length, users, target});
        begin += length;
        users = target;
    };
    add(warmup, users);
    for (const UserStage& stage : arrivals.stages) add(stage.duration, stage.target_users);
}

UserCurve::Span UserCurve::active_in(const Piece& piece, double user) noexcept {
    const Nanos end = piece.begin + piece.length;
    const double rise = piece.users_end - piece.users_begin;
    const bool at_begin =
        piece.users_begin > user || (piece.users_begin == user && piece.users_end > user);
    const bool at_end = piece.users_end > user;
    if (at_begin == at_end)
        return at_begin ? Span{piece.begin, end} : Span{end, end};
    const double share = (user - piece.users_begin) / rise;
    const Nanos crossing =
        piece.begin + Nanos{std::llround(share * static_cast<double>(piece.length.count()))};
    return at_begin ? Span{piece.begin, crossing} : Span{crossing, end};
}

std::optional<Nanos> UserCurve::next_active(std::size_t user, Nanos from) const noexcept {
    for (const Piece& piece : pieces_) {
        if (piece.begin + piece.length <= from)
            continue;
        const Span active = active_in(piece, static_cast<double>(user));
        if (std::max(active.from, from) < active.to)
            return std::max(active.from, from);
    }
    return std::nullopt;
}

}  // namespace sark::workloads
