#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/dependency.hpp"

namespace sark::http {

[[nodiscard]] std::string health_json(std::string_view status);
/// `opa` absent: there is none to be ready.
[[nodiscard]] std::string readiness_json(bool database, bool redis, std::optional<bool> opa);
[[nodiscard]] std::string dependencies_json(const std::vector<Dependency>& dependencies);

}  // namespace sark::http
