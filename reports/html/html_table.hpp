#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace sark::reports {

/// `text` as markup: control characters replaced, HTML's own characters escaped.
[[nodiscard]] std::string html_text(std::string_view text);
/// A word of a verdict in the colour of its meaning: pass, warn, fail, suspect, regressed …
[[nodiscard]] std::string html_mark(std::string_view word);

/// One table with a caption and column heads, written cell by cell, row by row; closed at the end
/// of its life.
class HtmlTable {
 public:
    /// A head that starts with '#' is of numbers, aligned right.
    HtmlTable(std::ostream& out, std::string_view caption, const std::vector<std::string>& heads);
    HtmlTable(const HtmlTable&) = delete;
    HtmlTable& operator=(const HtmlTable&) = delete;
    ~HtmlTable();

    /// The next cell, as text. The first cell of a row is its head.
    HtmlTable& cell(std::string_view text);
    /// The next cell, as markup that is safe already.
    HtmlTable& markup(const std::string& html);

 private:
    std::ostream& out_;
    std::vector<bool> numeric_;
    std::size_t column_ = 0;
};

}  // namespace sark::reports
