#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/planning/plan.hpp"
#include "reports/planning/plan_view.hpp"

namespace sark::reports {

/// Who wrote a plan and when.
struct PlanStamp {
    std::string tool_version;
    std::string tool_revision;
    std::string made_at;  ///< UTC, ISO 8601.
};

/// For people at a terminal. Cells of the last columns are wrapped to 100 columns.
void write_plan_console(const planning::PlanView& view, std::ostream& out);
/// One section as the console has it.
void write_plan_section(const planning::PlanSection& section, std::ostream& out);
void write_plan_markdown(const planning::PlanView& view, const PlanStamp& stamp, std::ostream& out);
/// reports/plan.schema.json.
void write_plan_json(const planning::Plan& plan, const planning::PlanView& view,
                     const PlanStamp& stamp, std::ostream& out);
/// One self-contained page.
void write_plan_html(const planning::Plan& plan, const planning::PlanView& view,
                     const PlanStamp& stamp, std::ostream& out);

/// plan.json, plan.md, plan.html and, where the plan has PgBouncer, pgbouncer.ini in `directory`
/// (created), each whole or as before. Errc::io names the file and why. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_plan_files(const planning::Plan& plan,
                                                                const PlanStamp& stamp,
                                                                const std::string& directory);

}  // namespace sark::reports
