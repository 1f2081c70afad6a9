#include "cli/scenario_loading.hpp"

#include <cstdio>

#include <fmt/core.h>

#include "cli/output.hpp"
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
        fmt::print(stderr, "{}: {} {}\n", text->source_name, faults->size(),
                   faults->size() == 1 ? "fault" : "faults");
        return std::nullopt;
    }
    return std::get<scenarios::Scenario>(std::move(parsed));
}

}  // namespace sark::cli
