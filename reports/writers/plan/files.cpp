#include <filesystem>
#include <sstream>
#include <utility>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/plan/plan_writer.hpp"

namespace sark::reports {

Result<std::vector<std::string>> write_plan_files(const planning::Plan& plan,
                                                  const PlanStamp& stamp,
                                                  const std::string& directory) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        return Error{Errc::io, "cannot make the directory: " + failure.message(), directory,
                     "choose another with --out"};
    const planning::PlanView view = planning::view_of(plan);
    std::ostringstream json;
    std::ostringstream markdown;
    std::ostringstream html;
    write_plan_json(plan, view, stamp, json);
    write_plan_markdown(view, stamp, markdown);
    write_plan_html(plan, view, stamp, html);
    std::vector<std::pair<std::string, std::string>> files = {
        {"plan.json", json.str()}, {"plan.md", markdown.str()}, {"plan.html", html.str()}};
    if (!plan.bouncer_ini.empty())
        files.emplace_back("pgbouncer.ini", plan.bouncer_ini);
    std::vector<std::string> written;
    for (const auto& [name, text] : files) {
        const std::string path = directory + "/" + name;
        if (auto saved = write_atomically(path, text); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
