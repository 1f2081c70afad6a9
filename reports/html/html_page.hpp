#pragma once

#include <ostream>
#include <string_view>
#include <vector>

namespace sark::reports {

/// A self-contained page: style, data and scripts are inside it, so that it opens from a file
/// without a network. It begins with a link that skips to #main. Between begin and end its writer
/// puts <header>, html_contents() where there is more than a screen of it, and <main id="main">.
void begin_html_page(std::ostream& out, std::string_view title);

/// `data` is JSON, made safe here and read by the page's `script`, the name of a file in
/// reports/html beside which charts.js is always there. A page whose charts are drawn has
/// data-rendered="true" on its root; one whose script failed shows #chart-error.
void end_html_page(std::ostream& out, std::string_view data, std::string_view script);

/// A part of the page with its heading (h2), and a place to jump to.
struct HtmlSection {
    std::string_view id;
    std::string_view title;
};
/// Links to the sections; stays in sight while the page scrolls.
void html_contents(std::ostream& out, const std::vector<HtmlSection>& sections);
void begin_html_section(std::ostream& out, const HtmlSection& section);
void end_html_section(std::ostream& out);

/// A chart's place: a canvas of this id that the page's script draws on. `caption` is also what a
/// screen reader says; `description`, what is to be seen in it, stands under the caption.
void html_figure(std::ostream& out, std::string_view id, std::string_view caption,
                 std::string_view description = {});

/// The line that stays hidden unless the charts could not be drawn.
void html_chart_error(std::ostream& out);

}  // namespace sark::reports
