#include "workloads/operations/operation_mix.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

constexpr std::size_t operations_max = 256;
constexpr std::uint64_t pick_stream = 0x6f7065726174696fULL;  // apart from every parameter's stream

Error invalid(std::string message) {
    return {Errc::invalid_argument, std::move(message), "weights",
            "give every operation a weight of 0 or more, and one of them more than 0"};
}

}  // namespace

OperationMix::OperationMix(std::vector<double> cumulative, std::uint64_t seed)
    : cumulative_(std::move(cumulative)), seed_(seed) {}

Result<OperationMix> OperationMix::create(std::vector<double> weights, std::uint64_t seed) {
    if (weights.empty())
        return invalid("There is no operation to choose from");
    if (weights.size() > operations_max)
        return invalid("There are more than " + std::to_string(operations_max) + " operations");
    double total = 0.0;
    for (const double weight : weights) {
        if (!std::isfinite(weight) || weight < 0.0)
            return invalid("A weight is negative or not a number");
        total += weight;
    }
    if (!(total > 0.0) || !std::isfinite(total))
        return invalid("The weights do not add up to a positive number");
    double sum = 0.0;
    std::size_t last_chosen = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] > 0.0)
            last_chosen = i;
        sum += weights[i];
        weights[i] = sum / total;
    }
    // Rounding must neither leave a gap below 1 nor hand one to trailing operations of weight 0.
    std::fill(weights.begin() + static_cast<std::ptrdiff_t>(last_chosen), weights.end(), 1.0);
    return OperationMix(std::move(weights), seed);
}

std::size_t OperationMix::draw_one(std::uint64_t arrival_index) const noexcept {
    const double point = to_unit(draw(seed_, arrival_index, pick_stream));
    // Counting beats bisection for the few operations of a mix: there is no branch to mispredict.
    std::size_t chosen = 0;
    for (const double share : cumulative_) chosen += point >= share ? 1U : 0U;
    return chosen;
}

}  // namespace sark::workloads
