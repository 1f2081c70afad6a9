#pragma once

#include <string>
#include <vector>

#include "scenarios/language/operations.hpp"
#include "scenarios/language/parser.hpp"
#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// What all loads of a scenario share.
struct LoadContext {
    const OperationCatalog& catalog;
    const workloads::DatasetSpec& dataset;
    Nanos drain;
    const std::vector<PhaseSpec>& phases;
    const std::string& source_name;  ///< Of the scenario: traces are found from its folder.
    Traces traces;
};

/// Binds {"name": {"executor": …}, …}, in document order.
[[nodiscard]] std::vector<LoadSpec> bind_loads(const Value& value, const LoadContext& context);

}  // namespace sark::scenarios::language
