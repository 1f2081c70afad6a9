#pragma once

#include <set>
#include <string>
#include <string_view>

namespace sark::scenarios::language {

/// The names of the ${name} in a template are added to `names`. False when a "${" has no "}" or the
/// name is empty. "$${" is a literal "${"; any other text, "$1" included, stands for itself.
[[nodiscard]] bool collect_template_names(std::string_view text, std::set<std::string>& names);

}  // namespace sark::scenarios::language
