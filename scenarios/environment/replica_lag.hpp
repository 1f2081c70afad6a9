#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"

namespace sark::scenarios {

/// How far a replica was behind at one instant.
struct LagSample {
    double bytes = 0.0;        ///< Of WAL that the primary wrote and the replica did not replay.
    std::optional<double> ms;  ///< From a commit on the primary to its replay, as the primary
                               ///< measures it; absent while nothing is to be replayed.
};

/// What the samples of a window come to. Mergeable: maxima, sums and counts.
class LagTally {
 public:
    void add(const LagSample& sample);
    /// samples, bytes_max, bytes_mean, ms_max, ms_mean; those without a sample are left out.
    [[nodiscard]] std::vector<std::pair<std::string, double>> figures() const;

 private:
    std::uint64_t samples_ = 0;
    std::uint64_t timed_ = 0;
    double bytes_max_ = 0.0;
    double bytes_sum_ = 0.0;
    double ms_max_ = 0.0;
    double ms_sum_ = 0.0;
};

/// Asks how far behind the replica furthest behind is: pg_stat_replication on the primary, or, when
/// that names none (a user without the right, a cascade), the two positions themselves. One thread.
class ReplicaLag {
 public:
    /// Opens a session to each.
    [[nodiscard]] static Result<std::unique_ptr<ReplicaLag>> open(const std::string& primary_dsn,
                                                                  const std::string& replica_dsn);
    /// Absent when one of them does not answer, or the "replica" does not replay anything.
    [[nodiscard]] std::optional<LagSample> sample();

 private:
    ReplicaLag(std::unique_ptr<postgres::Session> primary,
               std::unique_ptr<postgres::Session> replica)
        : primary_(std::move(primary)), replica_(std::move(replica)) {}
    [[nodiscard]] std::optional<LagSample> by_positions();

    std::unique_ptr<postgres::Session> primary_;
    std::unique_ptr<postgres::Session> replica_;
};

}  // namespace sark::scenarios
