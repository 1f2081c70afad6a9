#include <sstream>

#include "reports/writers/output_files.hpp"
#include "reports/writers/plan/plan_writer.hpp"

namespace sark::reports {

Result<std::vector<std::string>> write_plan_files(const planning::Plan& plan,
                                                  const PlanStamp& stamp,
                                                  const std::string& directory) {
    const planning::PlanView view = planning::view_of(plan);
    std::ostringstream json;
    std::ostringstream markdown;
    std::ostringstream html;
    write_plan_json(plan, view, stamp, json);
    write_plan_markdown(view, stamp, markdown);
    write_plan_html(plan, view, stamp, html);
    std::vector<OutputFile> files = {
        {"plan.json", json.str()}, {"plan.md", markdown.str()}, {"plan.html", html.str()}};
    if (!plan.bouncer_ini.empty())
        files.push_back({"pgbouncer.ini", plan.bouncer_ini});
    return write_output_files(directory, files);
}

}  // namespace sark::reports
