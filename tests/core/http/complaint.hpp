#pragma once

#include <string>

#include "core/http/answers/refusal_json.hpp"

namespace sark::http {

/// The issues as the client sees them; empty when the request is good.
template <class T>
std::string complaint(const Validated<T>& parsed) {
    const auto* issues = std::get_if<ValidationIssues>(&parsed);
    return issues == nullptr ? std::string() : issues_json(*issues);
}

}  // namespace sark::http
