#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

/// Where decisions get their facts: the registry, or a table in tests. All functions are
/// thread-safe; Errc::not_found means that there is no such user or tool.
struct FactSource {
    std::function<Result<Principal>(const std::string& user_id)> principal;
    std::function<Result<ToolFacts>(const std::string& tool_name)> tool;
    /// Several in one query: those that there are, in any order. Empty: asked one by one.
    std::function<Result<std::vector<Principal>>(const std::vector<std::string>& user_ids)>
        principals{};
    std::function<Result<std::vector<ToolFacts>>(const std::vector<std::string>& names)> tools{};
};

/// True when the registry says that there is no such row. Errc::not_found also stands for a table
/// that is not there (a schema not migrated); that error has a SQLSTATE and is a failure.
[[nodiscard]] inline bool is_absent(const Error& error) {
    return error.code == Errc::not_found && error.message.find("SQLSTATE") == std::string::npos;
}

}  // namespace sark
