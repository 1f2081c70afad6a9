#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sark::http {

/// Resolves the %XX of a path into `decoded`. False when one is broken or stands for NUL.
[[nodiscard]] bool decode_path(std::string_view text, std::string& decoded);
/// The parameters of a query in their order, with + for blanks; one without = has an empty value.
/// False as above.
[[nodiscard]] bool decode_query(std::string_view text,
                                std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace sark::http
