#include "scenarios/environment/host_facts.hpp"

#include <gmock/gmock.h>

#include "scenarios/environment/version.hpp"

namespace sark::scenarios {
namespace {

TEST(HostFactsTest, ReadsFieldsOfBothNotations) {
    const std::string cpuinfo =
        "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\n\nprocessor\t: 1\n";
    EXPECT_EQ(field_of(cpuinfo, "model name", ':'), "Fast CPU @ 3 GHz");
    EXPECT_EQ(field_of("NAME=x\nPRETTY_NAME=\"Debian 12\"\n", "PRETTY_NAME", '='), "Debian 12");
}

TEST(HostFactsTest, AMissingFieldIsEmpty) {
    EXPECT_EQ(field_of("model\t: x\n", "model name", ':'), "");
    EXPECT_EQ(field_of("", "model name", ':'), "");
}

TEST(HostFactsTest, TellsThisMachineAndProgramWithoutEmptyFacts) {
    std::map<std::string, std::string> facts;
    for (const auto& [name, value] : host_facts()) {
        EXPECT_FALSE(value.empty()) << name;
        EXPECT_TRUE(facts.emplace(name, value).second) << name << " twice";
    }
    for (const char* name : {"cpus", "memory", "kernel", "compiler", "version", "revision"})
        EXPECT_TRUE(facts.contains(name)) << name;
    EXPECT_EQ(facts["cpus"], std::to_string(usable_cpus()));
    EXPECT_GE(usable_cpus(), 1U);
    EXPECT_STRNE(tool_version(), "");
    EXPECT_STRNE(tool_revision(), "");
}

}  // namespace
}  // namespace sark::scenarios
