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

/// True when the registry says that there is no such row. Errc::not_found also stands for a table
/// that is not there (a schema not migrated); that error has a SQLSTATE and is a failure.
[[nodiscard]] inline bool is_absent(const Error& error) {
    return error.code == Errc::not_found && error.message.find("SQLSTATE") == std::string::npos;
}

}  // namespace sark
