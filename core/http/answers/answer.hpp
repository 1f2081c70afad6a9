#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/http/requests/validation.hpp"

namespace sark::http {

/// What a handler answers.
struct Answer {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    /// Of a write: the ids of the servers that it changed, new ones included, so that no old answer
    /// about them is given from a cache. Absent: it may have changed any of them.
    std::optional<std::vector<std::string>> changed_servers;

    /// The first header of this name, as it was written; absent when there is none.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

/// {"detail": text} with this status.
[[nodiscard]] Answer refusal(int status, std::string_view text);
/// {"detail": the status's phrase}
[[nodiscard]] Answer refusal(int status);
/// 422 with every issue.
[[nodiscard]] Answer refusal(const ValidationIssues& issues);
/// What a failed registry call means to a client: 503 when a store is away, out of connections or
/// out of room, 409, 422, else 500. The error's own words stay here: they may quote data.
[[nodiscard]] Answer refusal(const Error& error);

}  // namespace sark::http
