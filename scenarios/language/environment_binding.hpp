#pragma once

#include <optional>
#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// What the "environment" object says; everything else keeps its default.
struct BoundEnvironment {
    EnvironmentSpec spec;
    std::optional<Value> api_threads;  ///< Present when the number was written.
};
[[nodiscard]] BoundEnvironment bind_environment(const Value& value);

/// Completes the environment with what the loads, and what happens meanwhile, imply: the services,
/// the schemas that they touch, and enough API threads (a keep-alive connection occupies one); a
/// written number that is too small is a fault.
void derive_needs(BoundEnvironment& environment, const std::vector<LoadSpec>& loads,
                  const std::vector<MeanwhileSpec>& meanwhile);

}  // namespace sark::scenarios::language
