#include <fmt/format.h>

#include "reports/html/html_table.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

void write_environment(const RunPage& page, std::ostream& out) {
    const scenarios::Environment& environment = page.report.run.environment;
    HtmlTable table(out, "Machine, software and settings of the run.", {"Fact", "Value", "Source"});
    for (const auto& [fact, value] : environment.facts) table.cell(fact).cell(value).cell("");
    for (const auto& [service, value] : environment.services)
        table.cell(service).cell(value).cell(environment.managed ? "managed" : "given");
    for (const SettingSource& one : environment.settings)
        table.cell(one.setting).cell(one.value).cell(one.source);
    const scenarios::CpuUse& cpu = page.report.run.cpu;
    table.cell("CPU cores used: generator / services / others / stolen")
        .cell(fmt::format("{:.2f} / {:.2f} / {} / {:.2f} of {}", cpu.generator, cpu.services,
                          cpu.others ? fmt::format("{:.2f}", *cpu.others) : "–", cpu.steal,
                          environment.cpus))
        .cell("/proc");
}

}  // namespace sark::reports
