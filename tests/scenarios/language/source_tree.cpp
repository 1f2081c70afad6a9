#include "tests/scenarios/language/source_tree.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace sark::scenarios::test {

std::filesystem::path source_path(const std::string& relative) {
    return std::filesystem::path(SARK_SOURCE_DIR) / relative;
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string faults_of(const Parsed& parsed) {
    std::string text;
    if (const auto* faults = std::get_if<Faults>(&parsed)) {
        for (const Error& fault : *faults) text += describe(fault) + "\n";
    }
    return text;
}

Scenario scenario_of(const Parsed& parsed) {
    EXPECT_EQ(faults_of(parsed), "");
    const auto* scenario = std::get_if<Scenario>(&parsed);
    EXPECT_NE(scenario, nullptr);
    return scenario == nullptr ? Scenario{} : *scenario;
}

std::string with_load(const std::string& load_members, const std::string& operations) {
    return R"({"name": "x", "load": {"api": {)" + load_members + R"(, "operations": )" +
           operations + "}}}";
}

std::string with_operation(const std::string& operation) {
    return with_load(R"("executor": "constant-arrival-rate", "rate": 10, "duration": "10s")",
                     "[" + operation + "]");
}

Parsed parse(const std::string& json, const Overrides& overrides) {
    return parse_scenario(json, "x.json", overrides);
}

}  // namespace sark::scenarios::test
