#include "workloads/data/distribution.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

// Zipfian ranks by rejection-inversion (W. Hoermann, G. Derflinger: "Rejection-inversion to
// generate variates from monotone discrete distributions", 1996): invert the integral of h(x) =
// x^-theta, then accept the nearest integer, which succeeds at the first draw more often than not
// whatever the skew and the number of keys. No table, no normalising sum.

/// log(1 + x) / x, smooth through 0.
double log1p_over_x(double x) {
    return std::abs(x) > 1e-8 ? std::log1p(x) / x : 1.0 - x / 2.0;
}
/// (exp(x) - 1) / x, smooth through 0.
double expm1_over_x(double x) {
    return std::abs(x) > 1e-8 ? std::expm1(x) / x : 1.0 + x / 2.0;
}

double h(double x, double theta) {
    return std::exp(-theta * std::log(x));
}

double h_integral(double x, double theta) {
    const double log_x = std::log(x);
    return expm1_over_x((1.0 - theta) * log_x) * log_x;
}

double h_integral_inverse(double x, double theta) {
    const double t = std::max(x * (1.0 - theta), -1.0);
    return std::exp(log1p_over_x(t) * x);
}

std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>((static_cast<Wide>(a) * b) >> 64U);
}

/// A fixed bijection of 0..count-1: odd multiplications and xor-shifts permute the enclosing power
/// of two; walking the cycle until it is back below count keeps it a bijection (fewer than two
/// steps on average).
std::uint64_t scatter(std::uint64_t rank, std::uint64_t count) {
    const auto bits = static_cast<unsigned>(std::bit_width(count - 1));
    if (bits < 2)
        return rank;
    const std::uint64_t mask = ~std::uint64_t{0} >> (64U - bits);
    const unsigned shift = (bits + 1) / 2;
    std::uint64_t x = rank;
    do {
        x = (x + 0x9e3779b97f4a7c15ULL) & mask;
        x = (x * 0xbf58476d1ce4e5b9ULL) & mask;
        x ^= x >> shift;
        x = (x * 0x94d049bb133111ebULL) & mask;
        x ^= x >> shift;
    } while (x >= count);
    return x;
}

}  // namespace

KeySampler::KeySampler(Distribution distribution, std::uint64_t count)
    : distribution_(distribution),
      count_(std::max<std::uint64_t>(count, 1)),
      hot_count_(std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::llround(
                                               distribution.hot_set * static_cast<double>(count_))),
                                           1, count_)) {
    if (distribution_.kind != Distribution::Kind::zipfian &&
        distribution_.kind != Distribution::Kind::latest)
        return;
    const double theta = distribution_.theta;
    h_x1_ = h_integral(1.5, theta) - 1.0;
    h_n_ = h_integral(static_cast<double>(count_) + 0.5, theta);
    s_ = 2.0 - h_integral_inverse(h_integral(2.5, theta) - h(2.0, theta), theta);
}

std::uint64_t KeySampler::key(std::uint64_t seed, std::uint64_t index,
                              std::uint64_t stream) const noexcept {
    switch (distribution_.kind) {
        case Distribution::Kind::uniform:
            break;
        case Distribution::Kind::sequential:
            return index % count_;
        case Distribution::Kind::zipfian:
            return scatter(zipfian_rank(draw(seed, index, stream)), count_);
        case Distribution::Kind::hotspot:
            return scatter(hotspot_rank(draw(seed, index, stream)), count_);
        case Distribution::Kind::latest:
            return count_ - 1 - zipfian_rank(draw(seed, index, stream));
    }
    return high_product(draw(seed, index, stream), count_);
}

std::uint64_t KeySampler::zipfian_rank(std::uint64_t bits) const noexcept {
    const double theta = distribution_.theta;
    const double last = static_cast<double>(count_);
    for (;; bits = mix64(bits)) {
        const double u = h_n_ + to_unit(bits) * (h_x1_ - h_n_);
        const double x = h_integral_inverse(u, theta);
        const double k = std::clamp(std::floor(x + 0.5), 1.0, last);
        if (k - x <= s_ || u >= h_integral(k + 0.5, theta) - h(k, theta))
            return std::min(static_cast<std::uint64_t>(k), count_) - 1;
    }
}

std::uint64_t KeySampler::hotspot_rank(std::uint64_t bits) const noexcept {
    const std::uint64_t cold_count = count_ - hot_count_;
    const bool hot = cold_count == 0 || to_unit(bits) < distribution_.hot_share;
    const std::uint64_t within = mix64(bits);
    return hot ? high_product(within, hot_count_) : hot_count_ + high_product(within, cold_count);
}

}  // namespace sark::workloads
