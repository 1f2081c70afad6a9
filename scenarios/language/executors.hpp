#pragma once

#include <optional>

#include "scenarios/language/loads.hpp"
#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

enum class Executor : std::uint8_t {
    constant_arrival_rate,
    ramping_arrival_rate,
    phased_arrival_rate,
    constant_vus,
    ramping_vus,
    replay,
};

/// Binds "executor".
[[nodiscard]] std::optional<Executor> bind_executor(ObjectReader& reader, LoadSpec& load);

/// Binds the keys of one executor into the load's arrivals (and its connections in a closed loop).
/// The load's operations must be bound: a replay names them, and their own rates may stand for the
/// load's. What lasts as long as the phases need not say so.
void bind_arrivals(Executor executor, ObjectReader& reader, const LoadContext& context,
                   LoadSpec& load);

/// Whether users wait for their answers before they ask again.
[[nodiscard]] constexpr bool is_closed(Executor executor) {
    return executor == Executor::constant_vus || executor == Executor::ramping_vus;
}

/// What to say about words of k6, and of other executors, that somebody might expect in a load.
[[nodiscard]] std::string advise_load_key(std::string_view key);

inline constexpr unsigned connections_max = 10'000;

}  // namespace sark::scenarios::language
