#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace sark::scenarios {

/// Delays whose quantiles are known without measuring: the i-th smallest of n is the distribution's
/// quantile at (i + 1/2) / n. They are handed out in a fixed order that has nothing to do with
/// their size, and from the start again after n.
class DelayScript {
 public:
    static DelayScript constant(Nanos delay, std::size_t count);
    /// `slow_share` of all delays are `slow`, the others `fast`.
    static DelayScript bimodal(Nanos fast, Nanos slow, double slow_share, std::size_t count);
    /// exp(normal) with this median and standard deviation of the logarithm.
    static DelayScript lognormal(Nanos median, double sigma, std::size_t count);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::size_t count() const noexcept { return sorted_.size(); }
    /// The delay of the index-th request.
    [[nodiscard]] Nanos at(std::uint64_t index) const noexcept;
    /// The value of rank ceil(q * count).
    [[nodiscard]] Nanos quantile(double q) const noexcept;

 private:
    DelayScript(std::string name, std::size_t count, const std::function<Nanos(double)>& quantile);

    std::string name_;
    std::vector<Nanos> sorted_;
    std::uint64_t step_ = 1;  // has no divisor in common with the count, so that all get a turn
};

/// The quantile of the standard normal distribution, 0 < p < 1, to 1e-9 (Acklam's rational
/// approximation with one step of Halley's method).
[[nodiscard]] double normal_quantile(double p);

}  // namespace sark::scenarios
