#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/postgres/session.hpp"
#include "scenarios/doctor/answer.hpp"

namespace sark::scenarios::doctor {

/// Rows read by the names of their columns.
class Table {
 public:
    Table() = default;
    explicit Table(postgres::Rows rows);

    [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    /// Empty for NULL and for a column that is not there.
    [[nodiscard]] std::string text(std::size_t row, std::string_view column) const;
    /// Absent for NULL, for what is not a number and for a column that is not there.
    [[nodiscard]] std::optional<double> number(std::size_t row, std::string_view column) const;
    /// The sum of a column over the rows that `wanted` takes; what is no number counts as 0.
    [[nodiscard]] double sum(std::string_view column,
                             const std::function<bool(std::size_t)>& wanted) const;
    /// How many rows `wanted` takes.
    [[nodiscard]] std::size_t count(const std::function<bool(std::size_t)>& wanted) const;

    /// The first rows that `wanted` takes, as evidence; text of queries without their literals.
    [[nodiscard]] Evidence evidence(const std::function<bool(std::size_t)>& wanted) const;
    /// The first rows.
    [[nodiscard]] Evidence evidence() const;

 private:
    [[nodiscard]] const postgres::Value* value(std::size_t row, std::string_view column) const;
    postgres::Rows rows_;
};

}  // namespace sark::scenarios::doctor
