#include "reports/writers/run_page/run_page.hpp"

#include <array>

#include <fmt/format.h>

#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/names.hpp"
#include "reports/writers/run_page/chart_data.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

struct Part {
    HtmlSection section;
    void (*write)(const RunPage& page, std::ostream& out);
};
/// The page in its order: what a reader decides by comes first.
constexpr std::array<Part, 9> parts = {{
    {{"verdict", "Verdict"}, write_verdict},
    {{"targets", "Target and actual"}, write_targets},
    {{"waiting", "Response and service time"}, write_waiting},
    {{"time", "Over time"}, write_time},
    {{"operations", "Operations"}, write_operations},
    {{"evidence", "Database and cache"}, write_evidence},
    {{"generator", "Loads and generator"}, write_generator},
    {{"rows", "Judged rows"}, write_judged_rows},
    {{"environment", "Environment"}, write_environment},
}};

void write_head(const RunPage& page, std::ostream& out) {
    const scenarios::RunResult& run = page.report.run;
    out << "<header><h1>" << html_text(page.view.title) << "</h1>\n<p>"
        << html_text(run.scenario.description) << "</p>\n"
        << fmt::format("<p class=\"faint\">Run {}, started {}, seed {}, {}. sark-bench {} {}.</p>",
                       html_text(run.id), page.view.started_at, run.scenario.seed,
                       name_of(run.status), html_text(run.tool_version),
                       html_text(run.tool_revision))
        << "</header>\n";
}

}  // namespace

RunPage::RunPage(const Report& judged)
    : report(judged),
      view(view_of(judged)),
      heatmaps(heatmaps_of(judged.run)),
      charts(chart_summary_of(view)) {}

void write_html(const Report& report, std::ostream& out) {
    const RunPage page(report);
    begin_html_page(out, fmt::format("{}: {}", page.view.title, name_of(report.verdict.outcome)));
    write_head(page, out);
    std::vector<HtmlSection> sections;
    for (const Part& part : parts) sections.push_back(part.section);
    html_contents(out, sections);
    out << "<main id=\"main\" tabindex=\"-1\">\n";
    html_chart_error(out);
    for (const Part& part : parts) {
        begin_html_section(out, part.section);
        part.write(page, out);
        end_html_section(out);
    }
    out << "</main>\n";
    end_html_page(out, chart_data_of(page), "run.js");
}

}  // namespace sark::reports
