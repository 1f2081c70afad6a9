#pragma once

#include <ostream>
#include <string_view>

namespace sark::reports {

/// A self-contained page: style, data and scripts are inside it, so that it opens from a file
/// without a network. Between begin and end its writer puts <header> and <main>.
void begin_html_page(std::ostream& out, std::string_view title);

/// `data` is JSON safe inside a script element (see script_json), read by the page's `script`, the
/// name of a file in reports/html beside which charts.js is always there. A page whose charts are
/// drawn has data-rendered="true" on its root; one whose script failed shows #chart-error.
void end_html_page(std::ostream& out, std::string_view data, std::string_view script);

/// A chart's place: a canvas of this id that the page's script draws on. `caption` is also what a
/// screen reader says.
void html_figure(std::ostream& out, std::string_view id, std::string_view caption);

/// The line that stays hidden unless the charts could not be drawn.
void html_chart_error(std::ostream& out);

}  // namespace sark::reports
