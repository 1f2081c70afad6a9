#include "reports/html/html_table.hpp"

#include <fmt/format.h>

#include "reports/writers/text.hpp"

namespace sark::reports {

std::string html_text(std::string_view text) {
    return escaped_markup(printable(text));
}

std::string html_mark(std::string_view word) {
    return fmt::format("<span class=\"mark {0}\">{0}</span>", word);
}

HtmlTable::HtmlTable(std::ostream& out, std::string_view caption,
                     const std::vector<std::string>& heads)
    : out_(out) {
    out_ << "<div class=\"scroll\"><table><caption>" << html_text(caption)
         << "</caption><thead><tr>";
    for (const std::string& head : heads) {
        numeric_.push_back(head.starts_with('#'));
        out_ << "<th scope=\"col\"" << (numeric_.back() ? " class=\"number\"" : "") << ">"
             << html_text(head.substr(numeric_.back() ? 1 : 0)) << "</th>";
    }
    out_ << "</tr></thead><tbody>\n";
}

HtmlTable::~HtmlTable() {
    out_ << "</tbody></table></div>\n";
}

HtmlTable& HtmlTable::cell(std::string_view text) {
    return markup(html_text(text));
}

HtmlTable& HtmlTable::markup(const std::string& html) {
    const bool head = column_ == 0;
    if (head)
        out_ << "<tr>";
    const char* shape = numeric_[column_] ? " class=\"number\"" : "";
    out_ << (head ? "<th scope=\"row\">" : fmt::format("<td{}>", shape)) << html
         << (head ? "</th>" : "</td>");
    if (++column_ == numeric_.size()) {
        out_ << "</tr>\n";
        column_ = 0;
    }
    return *this;
}

}  // namespace sark::reports
