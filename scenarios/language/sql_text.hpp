#pragma once

#include <set>
#include <string_view>

namespace sark::scenarios::language {

/// What can be said about a statement without a database.
struct SqlFacts {
    std::set<unsigned> placeholders;  ///< The n of every $n outside of literals and comments.
    bool several_statements = false;  ///< Something follows a semicolon.
    bool unterminated = false;        ///< A literal or comment has no end.
};
/// Knows PostgreSQL's literals ('…', E'…', "…", $tag$…$tag$) and comments (--, nested /* */).
[[nodiscard]] SqlFacts inspect_sql(std::string_view sql);

}  // namespace sark::scenarios::language
