#include "workloads/arrivals/open_pacer.hpp"

#include "workloads/data/hash.hpp"

namespace sark::workloads {

OpenPacer::OpenPacer(const OpenArrivals& spec, Nanos warmup, std::uint64_t seed,
                     std::uint64_t first_index)
    : warmup_({spec.start_rate, {{warmup, spec.start_rate}}, spec.poisson}, mix64(seed)),
      measured_(spec, seed),
      next_index_(first_index) {}

std::optional<Arrival> OpenPacer::take() {
    const std::lock_guard lock(mutex_);
    if (warming_up_) {
        if (const auto offset = warmup_.next())
            return Arrival{next_index_++, start_ + *offset};
        warming_up_ = false;
    }
    if (const auto offset = measured_.next())
        return Arrival{next_index_++, start_ + warmup_.duration() + *offset};
    return std::nullopt;
}

}  // namespace sark::workloads
