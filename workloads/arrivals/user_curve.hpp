#pragma once

#include <optional>
#include <vector>

#include "workloads/arrivals/arrival.hpp"

namespace sark::workloads {

/// How many users of a closed loop are active over time. User u (counted from 0) is active from
/// where the curve rises through u until it falls to u again, so that n users are active wherever
/// the curve lies between n - 1 and n. A pure function of its spec, in closed form.
class UserCurve {
 public:
    /// Stages lie behind a warm-up at start_users; without stages everybody is always active.
    UserCurve(const ClosedArrivals& arrivals, Nanos warmup);

    /// The first offset from the start (warm-up included) that is not before `from` and at which
    /// the user is active; absent when there is none.
    [[nodiscard]] std::optional<Nanos> active_from(std::size_t user, Nanos from) const noexcept {
        return constant_ ? std::optional(from) : next_active(user, from);
    }
    /// Everybody is active all the time.
    [[nodiscard]] bool is_constant() const noexcept { return constant_; }

 private:
    struct Piece {
        Nanos begin;
        Nanos length;
        double users_begin;
        double users_end;
    };
    /// Where in the piece the user is active: from (included) to (excluded), as offsets.
    struct Span {
        Nanos from;
        Nanos to;
    };
    [[nodiscard]] static Span active_in(const Piece& piece, double user) noexcept;
    [[nodiscard]] std::optional<Nanos> next_active(std::size_t user, Nanos from) const noexcept;

    std::vector<Piece> pieces_;
    bool constant_;
};

}  // namespace sark::workloads
