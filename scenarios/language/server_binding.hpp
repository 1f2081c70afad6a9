#pragma once

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// How the PostgreSQL of a run is set up and reached: index_set, pg_profile, pg_settings,
/// pgbouncer, replica, audit_pool and read_pool of "environment".
void bind_server(ObjectReader& reader, EnvironmentSpec& spec);

/// What a pooler in transaction mode cannot carry, and a replica that nothing reads from, once all
/// loads are known.
void check_poolers(const Value& document, const Scenario& scenario);

/// Adds the same to the environment of an effective document.
void write_server(const EnvironmentSpec& spec, Node& environment);

}  // namespace sark::scenarios::language
