#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sark::reports {

/// Replaces control characters (escape sequences, line breaks) by '?', so that a name from a
/// scenario cannot drive a terminal or break a table.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns that UTF-8 text takes, counting one per code point.
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;

/// Breaks text at spaces into lines of at most `columns`, each after `indent` spaces. Words longer
/// than a line are cut.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t indent,
                                               std::size_t columns);

[[nodiscard]] std::string padded_left(const std::string& text, std::size_t columns);
[[nodiscard]] std::string padded_right(const std::string& text, std::size_t columns);

/// Text for HTML and XML: & < > " ' escaped, characters that XML 1.0 forbids replaced by '?'.
[[nodiscard]] std::string escaped_markup(std::string_view text);

/// Text for Markdown that can neither end a table's cell nor become a link, emphasis or markup.
[[nodiscard]] std::string markdown_text(std::string_view text);

}  // namespace sark::reports
