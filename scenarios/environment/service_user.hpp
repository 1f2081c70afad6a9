#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// The unprivileged account that managed stores run as when we are root.
struct ServiceUser {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  ///< Looked up before fork, where that is still allowed.
};

/// Absent when we are not root: children run as ourselves. As root "postgres", else "nobody";
/// Errc::unavailable when neither account exists.
[[nodiscard]] Result<std::optional<ServiceUser>> find_service_user();

}  // namespace sark::scenarios
