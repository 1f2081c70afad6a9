#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios {

/// Every fault of a document, in document order, those of the command line last. `where` is
/// "file:line: /json/pointer" ("--option: /json/pointer" when an override put the value there,
/// "file:line:column" for a syntax error), `hint` has the nearest right word.
using Faults = std::vector<Error>;

/// Parses and validates a scenario document. Unknown keys, duplicate keys, bad values and
/// impossible combinations are faults, all reported at once. `source_name` names the file in
/// messages. Which SLA profiles exist is not known here: sla holds names that nobody has checked.
/// A replay's trace is read from the folder of `source_name`, unless the scenario has been run
/// already and only what it says matters.
enum class Traces : std::uint8_t { read, leave };
[[nodiscard]] std::variant<Scenario, Faults> parse_scenario(std::string_view json,
                                                            std::string_view source_name,
                                                            const Overrides& overrides,
                                                            Traces traces = Traces::read);

/// A shipped scenario by name, or a file by path: its text and display name. Errc::not_found
/// suggests the nearest shipped name.
struct ScenarioText {
    std::string text;
    std::string source_name;
};
[[nodiscard]] Result<ScenarioText> find_scenario(const std::string& name_or_path);

struct CatalogEntry {
    std::string name;
    std::string summary;
};
[[nodiscard]] std::vector<CatalogEntry> shipped_scenarios();
[[nodiscard]] std::vector<CatalogEntry> shipped_operations();  ///< name, "driver: summary"

}  // namespace sark::scenarios
