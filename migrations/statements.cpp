#include "migrations/statements.hpp"

#include <cstddef>

namespace sark::migrations {
namespace {

bool is_tag_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t past(std::string_view sql, std::string_view end, std::size_t from) {
    const auto at = sql.find(end, from);
    return at == std::string_view::npos ? sql.size() : at + end.size();
}

std::size_t past_block_comment(std::string_view sql, std::size_t at) {
    int depth = 0;
    while (at < sql.size()) {
        if (sql.substr(at, 2) == "/*") {
            ++depth;
            at += 2;
        } else if (sql.substr(at, 2) == "*/") {
            at += 2;
            if (--depth == 0)
                break;
        } else {
            ++at;
        }
    }
    return at;
}

/// The end of the dollar-quoted string that starts at `at`, or `at + 1` when none starts there.
std::size_t past_dollar_quote(std::string_view sql, std::size_t at) {
    std::size_t end = at + 1;
    while (end < sql.size() && is_tag_char(sql[end])) ++end;
    if (end >= sql.size() || sql[end] != '$')
        return at + 1;
    const std::string_view tag = sql.substr(at, end + 1 - at);
    return past(sql, tag, end + 1);
}

}  // namespace

std::vector<std::string_view> split_statements(std::string_view sql) {
    std::vector<std::string_view> statements;
    std::size_t start = 0;
    bool has_code = false;
    const auto finish = [&](std::size_t end) {
        if (has_code)
            statements.push_back(sql.substr(start, end - start));
        has_code = false;
    };
    std::size_t at = 0;
    while (at < sql.size()) {
        const char c = sql[at];
        if (sql.substr(at, 2) == "--") {
            at = past(sql, "\n", at);
        } else if (sql.substr(at, 2) == "/*") {
            at = past_block_comment(sql, at);
        } else if (c == ';') {
            finish(at);
            start = ++at;
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            ++at;
        } else {
            if (!has_code)
                start = at;
            has_code = true;
            if (c == '\'' || c == '"')
                at = past(sql, sql.substr(at, 1), at + 1);
            else if (c == '$')
                at = past_dollar_quote(sql, at);
            else
                ++at;
        }
    }
    finish(sql.size());
    return statements;
}

}  // namespace sark::migrations
