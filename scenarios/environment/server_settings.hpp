#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/setting.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/server_profiles/server_profile.hpp"

namespace sark::scenarios {

/// What this machine has: usable CPUs, and its memory or what the control group allows of it.
[[nodiscard]] HostSize host_size();

/// Name and value of every setting that a managed server is started with for this environment: its
/// profile fitted to the host, then its own settings, which win. Errc::not_found for an unknown
/// profile.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> managed_settings(
    const EnvironmentSpec& spec, const HostSize& host);

/// The settings of a server that differ from PostgreSQL's built-in defaults, and those that the
/// profile names, each as "postgresql.NAME" with the value in force and where it is from. A given
/// server is shown beside the profile, never changed. Left out is what says nothing of speed and
/// may be private: files, addresses, archiving and replication commands. Empty when the server does
/// not tell.
[[nodiscard]] std::vector<SettingSource> server_settings(postgres::Session& session,
                                                         const EnvironmentSpec& spec,
                                                         const HostSize& host, bool managed);

}  // namespace sark::scenarios
