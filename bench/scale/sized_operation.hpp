#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/data/dataset.hpp"

namespace sark::bench {

/// A statement whose cost is measured at several sizes.
struct SizedOperation {
    enum class Kind : std::uint8_t { look_up, aggregation, insert };
    std::string_view name;  ///< Also that of its prepared statement.
    Kind kind = Kind::look_up;
    std::string_view title;
    std::string_view sql;                 ///< With $1, … for the keys.
    std::vector<workloads::Entity> keys;  ///< Rows drawn anew for each execution, all as likely.
    std::uint64_t rows_min = 1;           ///< Returned or inserted; fewer is a fault.
};

[[nodiscard]] std::string_view name_of(SizedOperation::Kind kind) noexcept;

/// Those of sark_v2: look-ups, aggregations and inserts that its performance targets name.
[[nodiscard]] std::vector<SizedOperation> sized_operations();

/// `size` resources, as many capabilities, costs and audit events; principals and nodes stay.
[[nodiscard]] workloads::DatasetSpec dataset_of_size(std::uint64_t size) noexcept;

}  // namespace sark::bench
