#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace sark::http {

/// Where in a request something stands, e.g. body, tools, 0, name.
using Location = std::vector<std::variant<std::string, std::size_t>>;

/// What is wrong with one part of a request.
struct ValidationIssue {
    Location location;
    std::string message;
};
using ValidationIssues = std::vector<ValidationIssue>;

/// A value, or all that is wrong with it (never empty).
template <class T>
using Validated = std::variant<T, ValidationIssues>;

}  // namespace sark::http
