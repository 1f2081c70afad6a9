#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/http/requests/evaluation_request.hpp"

namespace sark::http {

/// The evaluations of a body as programs write them: members user_id, action and tool, texts of
/// printable ASCII without escapes, parameters empty, everything valid. Absent for anything else,
/// right or wrong: the general parser says which, at ten times the cost (0.19 and 1.9 us;
/// parse_evaluation_request of bench/parser_bench.cpp). What is returned is
/// what that one would have read.
[[nodiscard]] std::optional<EvaluateRequest> read_plain_evaluation(std::string_view body);
/// A list of 1 to batch_max of them.
[[nodiscard]] std::optional<std::vector<EvaluateRequest>> read_plain_evaluations(
    std::string_view body);

}  // namespace sark::http
