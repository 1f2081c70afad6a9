#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// What the "environment" object says; everything else keeps its default.
struct BoundEnvironment {
    EnvironmentSpec spec;
};
[[nodiscard]] BoundEnvironment bind_environment(const Value& value);

/// Completes the environment with what the loads, and what happens meanwhile, imply: the services
/// and the schemas that they touch.
void derive_needs(BoundEnvironment& environment, const std::vector<LoadSpec>& loads,
                  const std::vector<MeanwhileSpec>& meanwhile);

}  // namespace sark::scenarios::language
