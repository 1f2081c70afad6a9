#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "scenarios/doctor/check.hpp"

namespace sark::scenarios::doctor {
namespace {

using ::testing::IsSupersetOf;

/// "S000-CHK-01.3" is an item of row S000-CHK-01.
std::string row_of(const std::string& id) {
    return id.substr(0, id.find('.'));
}

TEST(CheckCatalogTest, EveryCheckSaysWhatItAsksAndHowItJudges) {
    std::set<std::string> names;
    for (const Check& check : shipped_checks()) {
        EXPECT_TRUE(names.insert(check.name).second) << check.name << " comes twice";
        EXPECT_FALSE(check.ids.empty()) << check.name;
        EXPECT_TRUE(check.question.ends_with('?')) << check.name;
        EXPECT_FALSE(check.rule.empty()) << check.name;
        EXPECT_TRUE(check.judge) << check.name;
        EXPECT_EQ(check.statement.empty(), check.asked == Asked::user) << check.name;
    }
}

TEST(CheckCatalogTest, EveryRowIsOneOfTheRequirements) {
    std::ifstream file(SARK_COVERAGE);
    std::set<std::string> known;
    for (const auto& row : nlohmann::json::parse(file))
        known.insert(row.at("id").get<std::string>());
    for (const Check& check : shipped_checks())
        for (const std::string& id : check.ids)
            EXPECT_TRUE(known.contains(row_of(id))) << check.name << ": " << id;
}

TEST(CheckCatalogTest, TheChecklistsAndMonitoringRowsAreAllAsked) {
    std::vector<std::string> wanted = {"S000-CFG-01", "S000-CFG-03", "S001-CFG-01", "S003-CFG-01",
                                       "S001-SLA-10", "S001-SLA-18", "S004-SLA-07", "S004-MNT-01",
                                       "X-06",        "X-12",        "X-19"};
    for (int item = 1; item <= 10; ++item) wanted.push_back("S000-CHK-01." + std::to_string(item));
    for (int row = 1; row <= 5; ++row) {
        wanted.push_back("S000-MON-0" + std::to_string(row));
        wanted.push_back("S002-MON-0" + std::to_string(row));
    }
    for (int row = 1; row <= 9; ++row) wanted.push_back("S001-MON-0" + std::to_string(row));
    wanted.emplace_back("S001-MON-10");
    std::set<std::string> asked;
    for (const Check& check : shipped_checks()) asked.insert(check.ids.begin(), check.ids.end());
    EXPECT_THAT(asked, IsSupersetOf(wanted));
}

}  // namespace
}  // namespace sark::scenarios::doctor
