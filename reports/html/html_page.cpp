#include "reports/html/html_page.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "core/base/embedded.hpp"
#include "reports/html/html_table.hpp"

namespace sark::reports {

namespace {

std::string_view asset(std::string_view name) {
    const auto files = embedded::report_assets();
    const auto found = std::ranges::find_if(
        files, [&](const embedded::File& file) { return file.name.ends_with(name); });
    return found == files.end() ? std::string_view() : found->text;
}

/// JSON in a form that nothing in it can end a script element: '<' stands inside strings only,
/// where its escape means the same.
std::string script_safe(std::string_view json) {
    std::string safe;
    safe.reserve(json.size());
    for (const char c : json) {
        if (c == '<')
            safe += "\\u003c";
        else
            safe += c;
    }
    return safe;
}

}  // namespace

void begin_html_page(std::ostream& out, std::string_view title) {
    out << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        << html_text(title) << "</title>\n<style>\n"
        << asset("page.css")
        << "</style></head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n";
}

void end_html_page(std::ostream& out, std::string_view data, std::string_view script) {
    out << "<footer>What each number means: docs/measurement.md of sark-bench.</footer>\n"
        << "<script type=\"application/json\" id=\"data\">" << script_safe(data) << "</script>\n"
        << "<script>" << asset(".min.js") << "</script>\n"
        << "<script>" << asset("tables.js") << asset("charts.js") << "</script>\n"
        << "<script>" << asset(script) << "</script>\n</body></html>\n";
}

void html_contents(std::ostream& out, const std::vector<HtmlSection>& sections) {
    out << "<nav class=\"contents\" aria-label=\"Contents\"><ul>";
    for (const HtmlSection& section : sections)
        out << fmt::format("<li><a href=\"#{}\">{}</a></li>", section.id, html_text(section.title));
    out << "</ul></nav>\n";
}

void begin_html_section(std::ostream& out, const HtmlSection& section) {
    out << fmt::format(
        "<section id=\"{0}\" aria-labelledby=\"{0}-head\"><h2 id=\"{0}-head\">{1}</h2>\n",
        section.id, html_text(section.title));
}

void end_html_section(std::ostream& out) {
    out << "</section>\n";
}

void html_figure(std::ostream& out, std::string_view id, std::string_view caption,
                 std::string_view description) {
    const std::string note =
        description.empty() ? std::string()
                            : fmt::format("<p id=\"{}-note\">{}</p>", id, html_text(description));
    const std::string described =
        description.empty() ? std::string() : fmt::format(" aria-describedby=\"{}-note\"", id);
    out << fmt::format(
        "<figure><figcaption>{1}{2}</figcaption><div class=\"plot\"><canvas id=\"{0}\" "
        "role=\"img\" "
        "aria-label=\"{1}\"{3}></canvas></div></figure>\n",
        id, html_text(caption), note, described);
}

void html_chart_error(std::ostream& out) {
    out << "<p id=\"chart-error\" hidden>The charts could not be drawn; the tables hold the same "
           "numbers.</p>\n";
}

}  // namespace sark::reports
