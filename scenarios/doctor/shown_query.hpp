#pragma once

#include <string>
#include <string_view>

namespace sark::scenarios::doctor {

/// A query as it may be shown: comments and the insides of string literals are left out, because
/// they may hold passwords and personal data (utility statements are recorded with theirs), blanks
/// run together, and what is beyond 160 bytes is cut.
[[nodiscard]] std::string shown_query(std::string_view query);

}  // namespace sark::scenarios::doctor
