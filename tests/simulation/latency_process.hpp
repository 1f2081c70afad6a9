#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "workloads/timing/tally.hpp"

namespace sark::test {

using Random = std::mt19937_64;

/// A stationary series of response times as one run of an evenly paced load would see it. Times
/// are in ms; a negative one is a failure.
struct LatencyProcess {
    std::string name;
    double rate = 1'000.0;  ///< Operations per second.
    double seconds = 30.0;
    std::function<std::vector<double>(Random&)> draw;
};

/// Every operation by itself: lognormal about 1 ms.
[[nodiscard]] LatencyProcess independent(double rate, double seconds);
/// The logarithm is an autoregression of order 1: `phi` is the correlation of an operation with the
/// next, and 1 / (1 - phi) operations is about its memory.
[[nodiscard]] LatencyProcess autoregressive(double phi, double rate, double seconds);
/// A slow autoregression with a memory of `memory_s` under independent noise of twice its size.
[[nodiscard]] LatencyProcess drifting(double memory_s, double rate, double seconds);
/// A target that is five times slower in spells: exponential lengths with these means.
[[nodiscard]] LatencyProcess spells(double fast_s, double slow_s, double rate, double seconds);
/// Stalls that begin at random, `every_s` apart on average, of `shortest_s` to `longest_s`: who
/// comes meanwhile waits for the end.
[[nodiscard]] LatencyProcess stalls(double every_s, double shortest_s, double longest_s,
                                    double rate, double seconds);
/// Pauses of `length_s` every `every_s`, a fifth earlier or later: garbage collection.
[[nodiscard]] LatencyProcess pauses(double every_s, double length_s, double rate, double seconds);
/// Outages like those stalls in which every second operation fails.
[[nodiscard]] LatencyProcess outages(double every_s, double shortest_s, double longest_s,
                                     double rate, double seconds);

/// What the recorder of a load would have made of such a series.
[[nodiscard]] workloads::LoadTally record(const LatencyProcess& process,
                                          const std::vector<double>& series);

}  // namespace sark::test
