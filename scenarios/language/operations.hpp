#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/reader.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios::language {

/// The shipped operations (scenarios/operations/*.json), read once per parse.
class OperationCatalog {
 public:
    /// From the files compiled into the program.
    [[nodiscard]] static OperationCatalog shipped();

    /// Null when there is none of that name.
    [[nodiscard]] const Node* find(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
    std::vector<std::string> names_;  // in the order of the files
    std::vector<Node> nodes_;
};

/// Binds one element of a load's operations: {"use": …} or an operation of its own.
[[nodiscard]] std::optional<workloads::OperationSpec> bind_operation(
    const Value& value, const OperationCatalog& catalog, const workloads::DatasetSpec& dataset);

/// Whether an operation of the load has a "rate" of its own (then all must have one).
[[nodiscard]] bool has_own_rates(const ObjectReader& load);

}  // namespace sark::scenarios::language
