#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/http/answers/answer_claim.hpp"
#include "core/http/requests/caller.hpp"

namespace sark::http {

/// One request as handlers see it, whatever server has read it. The views are borrowed: they are
/// good until the handler returns.
struct Request {
    std::string_view method;  ///< Upper case.
    std::string_view path;    ///< Decoded, without the query.
    std::string_view body;
    std::string_view remote_address;  ///< Of the peer; empty when unknown.
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::vector<std::pair<std::string, std::string>> query;  ///< Decoded.
    std::vector<std::string_view>
        captures;  ///< What stands for the {names} of the route, in order.
    /// Set by whoever authenticates requests; absent when nobody does.
    std::optional<Caller> caller;
    /// It showed the gateway's key where that is asked for.
    bool is_from_gateway = false;
    /// Of the server that reads requests: who answers this one; null: nobody else would.
    AnswerClaim* claim = nullptr;

    /// The first header of this name in any case; absent when there is none.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    /// The first query parameter of this name; absent when there is none.
    [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

}  // namespace sark::http
