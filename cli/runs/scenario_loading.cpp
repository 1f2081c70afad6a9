#include "cli/runs/scenario_loading.hpp"

#include <fmt/core.h>

#include "cli/output/output.hpp"
#include "reports/judgement/profile.hpp"
#include "scenarios/language/parser.hpp"

namespace sark::cli {

std::optional<scenarios::Scenario> load_scenario(const std::string& name_or_path,
                                                 const scenarios::Overrides& overrides) {
    const auto text = scenarios::find_scenario(name_or_path);
    if (!text) {
        print_error(text.error());
        return std::nullopt;
    }
    auto parsed = scenarios::parse_scenario(text->text, text->source_name, overrides);
    if (auto* faults = std::get_if<scenarios::Faults>(&parsed)) {
        for (const Error& fault : *faults) print_error(fault);
        print_note(fmt::format("{}: {} {}\n", text->source_name, faults->size(),
                               faults->size() == 1 ? "fault" : "faults"));
        return std::nullopt;
    }
    auto& scenario = std::get<scenarios::Scenario>(parsed);
    bool good = true;
    for (const std::string& name : scenario.sla_profiles) {
        const auto profile = reports::find_profile(name);
        if (profile)
            continue;
        Error fault = profile.error();
        fault.where = overrides.sla ? "--sla" : text->source_name + ": /sla";
        print_error(fault);
        good = false;
    }
    return good ? std::optional(std::move(scenario)) : std::nullopt;
}

}  // namespace sark::cli
