#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/views/waiting_view.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

void write_waiting(const RunPage& page, std::ostream& out) {
    out << "<p>Response time runs from the instant a request was due until it was done, service "
           "time from when it was sent. What lies between the two is waiting that a clock started "
           "at sending never sees.</p>\n<ul>";
    for (const WaitingView& one : waiting_of(page.report.run))
        out << "<li><strong>" << html_text(one.operation)
            << "</strong>: " << html_text(one.sentence) << ".</li>\n";
    out << "</ul>\n<div class=\"charts\">\n";
    html_figure(out, "curve", "Response time (solid) and service time (dashed) by percentile",
                "Failures rank behind every answer, so a solid line ends where they begin.");
    out << "</div>\n";
}

}  // namespace sark::reports
