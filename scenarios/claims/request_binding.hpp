#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "scenarios/claims/claim.hpp"
#include "scenarios/language/operations.hpp"

namespace sark::scenarios {

/// Reads what claims ask an API. Reads the shipped operations once, when one is used.
class RequestBinder {
 public:
    /// An operation as a load of a scenario has it, {"use": …} or {"name": …, "http": …}.
    /// Errc::invalid_scenario for what the scenario language refuses, for another driver, and for
    /// values that are never repeated: both arms ask the same, again and again.
    [[nodiscard]] Result<workloads::OperationSpec> bind(std::string_view json);

 private:
    std::optional<language::OperationCatalog> catalog_;
};

/// Reads the "serve" of an arm into `request`: options of `sark-bench serve` by name, as in
/// environment.api.options of a scenario, and "threads".
[[nodiscard]] Result<void> bind_claim_server(std::string_view json, ClaimRequest& request);

}  // namespace sark::scenarios
