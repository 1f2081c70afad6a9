#include "reports/baselines/baseline_store.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/baselines/stored_run.hpp"
#include "reports/writers/writer.hpp"
#include "tests/support/run_result_builder.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::reports {
namespace {

namespace fs = std::filesystem;
using test::RunResultBuilder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A store and a place for runs, in a directory of its own.
class BaselineStoreTest : public ::testing::Test {
 protected:
    static Report report(const std::string& id, double rate = 500.0) {
        auto run = RunResultBuilder().answers("api.list", 300, 1, 2).rate("http", rate).build();
        run.id = id;
        return std::move(judge(std::move(run), {})).value();
    }
    [[nodiscard]] std::string write(const Report& report) const {
        const fs::path place = directory_ / "runs" / report.run.id;
        fs::create_directories(place);
        std::ofstream file(place / "result.json");
        write_json(report, file);
        return place.string();
    }
    Result<BaselineRun> set(const std::string& id, const std::string& name,
                            const std::vector<std::string>& tags = {}) const {
        const Report run = report(id);
        return store().set(run, write(run), name, tags);
    }
    [[nodiscard]] BaselineStore store() const {
        return BaselineStore((directory_ / "baselines").string());
    }
    [[nodiscard]] std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        const auto listed = store().list();
        for (const BaselineRun& run : listed.value()) ids.push_back(run.name + "/" + run.id);
        return ids;
    }

    test::ScratchDirectory scratch_;
    const fs::path directory_ = scratch_.path();
};

TEST_F(BaselineStoreTest, KeepsAWholeRunDirectoryUnderItsName) {
    const Report run = report("r1");
    const std::string place = write(run);
    std::ofstream(fs::path(place) / "summary.md") << "words";
    ASSERT_TRUE(store().set(run, place, "main", {"v1"}));
    const auto found = store().find("main");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    EXPECT_TRUE(fs::exists(fs::path(found->front()) / "summary.md"));
    EXPECT_TRUE(load_run(found->front())) << "an ordinary run directory";
    EXPECT_EQ(store().find("v1").value(), *found);
    EXPECT_THAT(store().list().value().front().tags, ElementsAre("v1"));
}

TEST_F(BaselineStoreTest, SettingARunAgainOnlyAddsTags) {
    ASSERT_TRUE(set("r1", "main", {"v1"}));
    const auto again = set("r1", "main", {"v1", "v2"});
    ASSERT_TRUE(again);
    EXPECT_THAT(again->tags, ElementsAre("v1", "v2"));
    EXPECT_THAT(ids(), ElementsAre("main/r1"));
}

TEST_F(BaselineStoreTest, AnUnknownNameSuggestsTheNearest) {
    ASSERT_TRUE(set("r1", "release"));
    const auto found = store().find("relase");
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().hint, HasSubstr("release"));
    EXPECT_THAT(BaselineStore("/nowhere/at/all").find("main").error().hint, HasSubstr("set"));
    EXPECT_TRUE(BaselineStore("/nowhere/at/all").list()->empty());
}

TEST_F(BaselineStoreTest, RefusesNamesThatAreNone) {
    for (const char* name : {"", "..", "a/b", "-x", ".hidden", "a b"})
        EXPECT_FALSE(set("r1", name));
    EXPECT_FALSE(set("r1", "main", {"../x"}));
    EXPECT_THAT(ids(), ElementsAre());
}

TEST_F(BaselineStoreTest, AnInvalidRunIsNoBaseline) {
    auto run = RunResultBuilder().answers("api.list", 300, 1, 2).build();
    run.cpu.steal = 1.5;
    const Report invalid = std::move(judge(std::move(run), {})).value();
    EXPECT_FALSE(store().set(invalid, write(invalid), "main", {}));
}

TEST_F(BaselineStoreTest, SaysWhatDiffersFromTheRunsOfAName) {
    ASSERT_TRUE(set("r1", "main"));
    EXPECT_TRUE(store().differences(report("r2"), "main")->empty());
    EXPECT_TRUE(store().differences(report("r2", 900), "other")->empty());
    EXPECT_EQ(store().differences(report("r2", 900), "main")->size(), 1U);
}

TEST_F(BaselineStoreTest, PruneKeepsTheNewestAndEveryTaggedRun) {
    for (const char* id : {"r1", "r2", "r3", "r4"}) ASSERT_TRUE(set(id, "main"));
    ASSERT_TRUE(set("r2", "main", {"v1"}));
    ASSERT_TRUE(set("r1", "other"));
    fs::create_directories(directory_ / "baselines" / "main" / "notes");
    EXPECT_EQ(store().prune(1, "main", true)->size(), 2U);
    EXPECT_EQ(ids().size(), 5U) << "a dry run removes nothing";
    const auto removed = store().prune(1, "main", false);
    ASSERT_TRUE(removed);
    ASSERT_EQ(removed->size(), 2U);
    EXPECT_EQ(removed->front().id, "r1");
    EXPECT_EQ(removed->back().id, "r3");
    EXPECT_THAT(ids(), ElementsAre("main/r2", "main/r4", "other/r1"));
    EXPECT_TRUE(fs::exists(directory_ / "baselines" / "main" / "notes")) << "what is no run stays";
}

TEST_F(BaselineStoreTest, PruneRefusesANameThatThereIsNot) {
    ASSERT_TRUE(set("r1", "main"));
    const auto refused = store().prune(0, "mian", false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_THAT(ids(), ElementsAre("main/r1"));
}

TEST_F(BaselineStoreTest, ADirectoryOfRunsIsAllOfThem) {
    for (const char* id : {"1", "2", "10"}) EXPECT_NE(write(report(id)), "");
    const auto places = runs_at((directory_ / "runs").string());
    ASSERT_TRUE(places);
    ASSERT_EQ(places->size(), 3U);
    EXPECT_TRUE(places->back().ends_with("/10"));
    EXPECT_FALSE(runs_at((directory_ / "nothing").string()));
    EXPECT_FALSE(load_run((directory_ / "nothing").string()));
}

}  // namespace
}  // namespace sark::reports
