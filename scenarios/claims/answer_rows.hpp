#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// The rows of a JSON answer: the values of `member`, at any depth, in their order. Errc::protocol
/// when it is no JSON or has no such member. No member: the answer itself is the only row.
[[nodiscard]] Result<std::vector<std::string>> answer_rows(std::string_view answer,
                                                           const std::string& member);

}  // namespace sark::scenarios
