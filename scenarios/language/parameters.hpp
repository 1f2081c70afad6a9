#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios::language {

/// Binds {"name": {…}, …}. The result is ordered by name, so that the order of the keys means
/// nothing: which draw a parameter takes follows from its position.
[[nodiscard]] std::vector<workloads::ParameterSpec> bind_parameters(
    const Value& value, const workloads::DatasetSpec& dataset);

/// An operation's parameters with a scenario's changes laid over them: a change that names a source
/// (key, integer, choice or unique) replaces the parameter, any other replaces single members.
/// Parameters that the operation does not have are faults.
[[nodiscard]] Node merge_parameters(Node shipped, const Value& changes);

}  // namespace sark::scenarios::language
