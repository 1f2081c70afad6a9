#include "scenarios/language/template_text.hpp"

namespace sark::scenarios::language {

bool collect_template_names(std::string_view text, std::set<std::string>& names) {
    for (;;) {
        const auto begin = text.find("${");
        if (begin == std::string_view::npos)
            return true;
        const bool literal = begin > 0 && text[begin - 1] == '$';
        text.remove_prefix(begin + 2);
        if (literal)
            continue;
        const auto end = text.find('}');
        if (end == std::string_view::npos || end == 0)
            return false;
        names.emplace(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
}

}  // namespace sark::scenarios::language
