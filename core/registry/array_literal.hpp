#pragma once

#include <string>
#include <vector>

namespace sark {

/// The texts as one value of type text[] in PostgreSQL's literal form: how a statement with a fixed
/// number of parameters takes any number of rows, by unnest().
[[nodiscard]] std::string array_literal(const std::vector<std::string>& texts);

}  // namespace sark
