#include "scenarios/language/sql_text.hpp"

#include <cctype>
#include <string>

namespace sark::scenarios::language {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_digit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// The position behind a quoted text that begins at `at`; npos when it has no end.
std::size_t skip_quoted(std::string_view sql, std::size_t at, bool backslashes) {
    const char quote = sql[at];
    for (std::size_t i = at + 1; i < sql.size(); ++i) {
        if (backslashes && sql[i] == '\\')
            ++i;
        else if (sql[i] == quote && i + 1 < sql.size() && sql[i + 1] == quote)
            ++i;
        else if (sql[i] == quote)
            return i + 1;
    }
    return std::string_view::npos;
}

std::size_t skip_block_comment(std::string_view sql, std::size_t at) {
    int depth = 0;
    for (std::size_t i = at; i + 1 < sql.size();) {
        const std::string_view two = sql.substr(i, 2);
        if (two == "/*")
            ++depth;
        else if (two == "*/" && --depth == 0)
            return i + 2;
        i += two == "/*" || two == "*/" ? 2U : 1U;
    }
    return std::string_view::npos;
}

/// Behind a $tag$…$tag$ literal; `at` itself when it is none; npos when it has no end.
std::size_t skip_dollar_quoted(std::string_view sql, std::size_t at) {
    std::size_t end = at + 1;
    while (end < sql.size() && is_word(sql[end])) ++end;
    if (end >= sql.size() || sql[end] != '$' || is_digit(sql[at + 1]))
        return at;
    const std::string_view tag = sql.substr(at, end + 1 - at);
    const auto close = sql.find(tag, end + 1);
    return close == std::string_view::npos ? close : close + tag.size();
}

/// Behind the literal or comment that begins at `at`; `at` itself when none does.
std::size_t skip_opaque(std::string_view sql, std::size_t at) {
    const char c = sql[at];
    const bool after_word = at > 0 && is_word(sql[at - 1]);
    if (c == '\'') {
        const bool escapes = after_word && (sql[at - 1] == 'e' || sql[at - 1] == 'E') &&
                             (at < 2 || !is_word(sql[at - 2]));
        return skip_quoted(sql, at, escapes);
    }
    if (c == '"')
        return skip_quoted(sql, at, false);
    if (sql.substr(at, 2) == "--") {
        const auto line_end = sql.find('\n', at);
        return line_end == std::string_view::npos ? sql.size() : line_end;
    }
    if (sql.substr(at, 2) == "/*")
        return skip_block_comment(sql, at);
    if (c == '$' && !after_word && at + 1 < sql.size())
        return skip_dollar_quoted(sql, at);
    return at;
}

}  // namespace

SqlFacts inspect_sql(std::string_view sql) {
    SqlFacts facts;
    bool ended = false;
    for (std::size_t i = 0; i < sql.size();) {
        const std::size_t behind = skip_opaque(sql, i);
        if (behind == std::string_view::npos) {
            facts.unterminated = true;
            return facts;
        }
        if (behind != i) {
            i = behind;
            continue;
        }
        const char c = sql[i];
        if (ended && c != ';' && std::isspace(static_cast<unsigned char>(c)) == 0)
            facts.several_statements = true;
        ended = ended || c == ';';
        if (c == '$' && i + 1 < sql.size() && is_digit(sql[i + 1]) &&
            (i == 0 || !is_word(sql[i - 1]))) {
            unsigned number = 0;
            while (i + 1 < sql.size() && is_digit(sql[i + 1]) && number < 100'000)
                number = number * 10 + static_cast<unsigned>(sql[++i] - '0');
            facts.placeholders.insert(number);
        }
        ++i;
    }
    return facts;
}

}  // namespace sark::scenarios::language
