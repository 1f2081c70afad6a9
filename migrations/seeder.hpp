#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

struct TableReport {
    std::string table;  ///< Schema-qualified.
    std::uint64_t rows = 0;
    Nanos elapsed{0};
};

struct SeedReport {
    std::vector<TableReport> tables;
    bool already_seeded = false;  ///< The same dataset was there: nothing was done.
    Nanos elapsed{0};
};

struct SeedOptions {
    workloads::DatasetSpec dataset;
    std::vector<std::string> systems;  ///< Empty: all that are migrated.
    std::function<void(const TableReport&)> on_table;
    std::function<bool()> stop;  ///< True ends the work (Errc::interrupted); may be empty.
};

/// Fills the migrated schemas by COPY with rows that are a pure function of the dataset, replacing
/// what seeding put there before (TRUNCATE), then ANALYZEs. A second call with the same dataset
/// does nothing (fingerprint in sark_bench.datasets) unless rows were added since. Errc::unsafe as
/// of require_ours_or_empty; Errc::not_found when a schema is not migrated.
[[nodiscard]] Result<SeedReport> seed(postgres::Session& session, const SeedOptions& options);

}  // namespace sark::migrations
