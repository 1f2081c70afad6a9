#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/scale/sized_operation.hpp"
#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/environment/environment.hpp"

namespace sark::bench {

/// Progress for people and their wish to stop.
struct ScaleHooks {
    std::function<void(std::string_view line)> note;
    std::function<bool()> stop;
};

/// A private PostgreSQL server whose only database holds a dataset.
class SizedDatabase {
 public:
    /// Starts the server, migrates the systems with their composite index set, seeds with two
    /// sessions and settles.
    [[nodiscard]] static Result<std::unique_ptr<SizedDatabase>> start(
        const std::vector<std::string>& systems, const workloads::DatasetSpec& dataset,
        const ScaleHooks& hooks);

    [[nodiscard]] postgres::Session& session() { return *session_; }
    [[nodiscard]] const std::string& dsn() const { return environment_->target().postgres_dsn; }
    [[nodiscard]] const workloads::DatasetSpec& dataset() const { return dataset_; }
    [[nodiscard]] scenarios::Environment describe() const { return environment_->describe(); }
    [[nodiscard]] double seeded_s() const { return seeded_s_; }
    [[nodiscard]] std::uint64_t seeded_rows() const { return seeded_rows_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }  ///< After seeding.

    /// Prepares the operations' statements. Before the first round.
    [[nodiscard]] Result<void> prepare(const std::vector<SizedOperation>& operations);
    /// Executes the operation for `length`, at least once after one execution that does not count:
    /// the median in milliseconds. Errc::internal when it returned too few rows.
    [[nodiscard]] Result<double> round(const SizedOperation& operation, Nanos length);

 private:
    explicit SizedDatabase(const workloads::DatasetSpec& dataset) : dataset_(dataset) {}
    [[nodiscard]] Result<void> fill(const std::vector<std::string>& systems,
                                    const ScaleHooks& hooks);
    [[nodiscard]] Result<double> execute(const SizedOperation& operation);

    workloads::DatasetSpec dataset_;
    std::unique_ptr<scenarios::TestEnvironment> environment_;
    std::unique_ptr<postgres::Session> session_;
    double seeded_s_ = 0.0;
    std::uint64_t seeded_rows_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t executions_ = 0;
};

}  // namespace sark::bench
