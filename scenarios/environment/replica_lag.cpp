#include "scenarios/environment/replica_lag.hpp"

#include <algorithm>
#include <cstdlib>

namespace sark::scenarios {

namespace {

std::optional<double> number(const postgres::Value& value) {
    if (!value)
        return std::nullopt;
    return std::strtod(value->c_str(), nullptr);
}

}  // namespace

void LagTally::add(const LagSample& sample) {
    ++samples_;
    bytes_max_ = std::max(bytes_max_, sample.bytes);
    bytes_sum_ += sample.bytes;
    if (!sample.ms)
        return;
    ++timed_;
    ms_max_ = std::max(ms_max_, *sample.ms);
    ms_sum_ += *sample.ms;
}

std::vector<std::pair<std::string, double>> LagTally::figures() const {
    std::vector<std::pair<std::string, double>> figures;
    if (samples_ == 0)
        return figures;
    figures.emplace_back("samples", static_cast<double>(samples_));
    figures.emplace_back("bytes_max", bytes_max_);
    figures.emplace_back("bytes_mean", bytes_sum_ / static_cast<double>(samples_));
    if (timed_ == 0)
        return figures;
    figures.emplace_back("timed_samples", static_cast<double>(timed_));
    figures.emplace_back("ms_max", ms_max_);
    figures.emplace_back("ms_mean", ms_sum_ / static_cast<double>(timed_));
    return figures;
}

Result<std::unique_ptr<ReplicaLag>> ReplicaLag::open(const std::string& primary_dsn,
                                                     const std::string& replica_dsn) {
    auto primary = postgres::Session::open(primary_dsn);
    if (!primary)
        return primary.error();
    auto replica = postgres::Session::open(replica_dsn);
    if (!replica)
        return replica.error();
    return std::unique_ptr<ReplicaLag>(new ReplicaLag(*std::move(primary), *std::move(replica)));
}

std::optional<LagSample> ReplicaLag::sample() {
    const auto rows = primary_->execute(
        "SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), "
        "max(extract(epoch FROM replay_lag)) * 1000 FROM pg_stat_replication "
        "WHERE replay_lsn IS NOT NULL");
    if (!rows || rows->empty())
        return std::nullopt;
    const auto bytes = number(rows->rows.front()[0]);
    if (!bytes)
        return by_positions();
    return LagSample{std::max(0.0, *bytes), number(rows->rows.front()[1])};
}

/// The primary's position first: what is replayed between the two questions counts as replayed.
std::optional<LagSample> ReplicaLag::by_positions() {
    const auto written = primary_->execute("SELECT pg_current_wal_lsn()");
    if (!written || written->empty() || !written->rows.front().front())
        return std::nullopt;
    const auto rows =
        replica_->execute("SELECT pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn())",
                          {written->rows.front().front()});
    if (!rows || rows->empty())
        return std::nullopt;
    const auto bytes = number(rows->rows.front()[0]);
    if (!bytes)
        return std::nullopt;
    return LagSample{std::max(0.0, *bytes), std::nullopt};
}

}  // namespace sark::scenarios
