#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// How Redis, the OPA stand-in and the core's settings of a run are set up: redis_settings, opa and
/// settings_profile of "environment".
void bind_services(ObjectReader& reader, EnvironmentSpec& spec);

/// "options" of "environment.api": further options of `sark-bench serve`.
void bind_api_options(const Value& value, EnvironmentSpec& spec);

/// A fault of the OPA needs one, and one needs an API server that asks it.
void check_stand_ins(const Value& document, const EnvironmentSpec& spec,
                     const std::vector<MeanwhileSpec>& meanwhile);

/// Adds the same to the environment of an effective document, and the options to its "api".
void write_services(const EnvironmentSpec& spec, Node& environment);

}  // namespace sark::scenarios::language
