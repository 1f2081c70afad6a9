#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "scenarios/language/parser.hpp"

namespace sark::scenarios::test {

/// A path in the repository.
[[nodiscard]] std::filesystem::path source_path(const std::string& relative);
/// A file's bytes; a test failure when it cannot be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

using Parsed = std::variant<Scenario, Faults>;
/// All faults, one described per line; empty for a scenario.
[[nodiscard]] std::string faults_of(const Parsed& parsed);
/// The scenario; a test failure with the faults, and an empty scenario, when there are any.
[[nodiscard]] Scenario scenario_of(const Parsed& parsed);

/// A document around one load with these members besides its operations.
[[nodiscard]] std::string with_load(const std::string& load_members,
                                    const std::string& operations = R"([{"use": "api.health"}])");
/// A document around one operation.
[[nodiscard]] std::string with_operation(const std::string& operation);
[[nodiscard]] Parsed parse(const std::string& json, const Overrides& overrides = {});

}  // namespace sark::scenarios::test
