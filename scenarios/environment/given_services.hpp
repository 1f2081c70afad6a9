#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace sark::scenarios {

/// Services that the user gave and a run uses; empty: none, or a managed one.
struct GivenServices {
    std::string url;
    std::string redis;
    std::string dsn;
    std::string audit_dsn;
    std::string read_dsn;
};

/// The processes on this machine that listen where the given services are; none for services
/// elsewhere. Absent when one that is here cannot be found, so that its CPU cannot be told from
/// that of strangers. A PostgreSQL is asked for its port, so a pooler before it is not among them.
[[nodiscard]] std::optional<std::vector<pid_t>> processes_of(const GivenServices& services);

}  // namespace sark::scenarios
