#include "reports/html/html_page.hpp"

#include <algorithm>

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

}  // namespace

void begin_html_page(std::ostream& out, std::string_view title) {
    out << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        << html_text(title) << "</title>\n<style>\n"
        << asset("page.css") << "</style></head>\n<body>\n";
}

void end_html_page(std::ostream& out, std::string_view data, std::string_view script) {
    out << "<footer>What each number means: docs/measurement.md of sark-bench.</footer>\n"
        << "<script type=\"application/json\" id=\"data\">" << data << "</script>\n";
    for (const std::string_view name :
         {std::string_view(".min.js"), std::string_view("charts.js"), script})
        out << "<script>" << asset(name) << "</script>\n";
    out << "</body></html>\n";
}

void html_figure(std::ostream& out, std::string_view id, std::string_view caption) {
    out << fmt::format(
        "<figure><figcaption>{1}</figcaption><div class=\"plot\"><canvas id=\"{0}\" role=\"img\" "
        "aria-label=\"{1}\"></canvas></div></figure>\n",
        id, html_text(caption));
}

void html_chart_error(std::ostream& out) {
    out << "<p id=\"chart-error\" hidden>The charts could not be drawn; the tables hold the same "
           "numbers.</p>\n";
}

}  // namespace sark::reports
