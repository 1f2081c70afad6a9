#pragma once

#include <functional>
#include <string>

#include "core/base/result.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

/// Where decisions get their facts: the registry, or a table in tests. Both functions are
/// thread-safe; Errc::not_found means that there is no such user or tool.
struct FactSource {
    std::function<Result<Principal>(const std::string& user_id)> principal;
    std::function<Result<ToolFacts>(const std::string& tool_name)> tool;
};

}  // namespace sark
