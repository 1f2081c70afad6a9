#include "reports/history/run_collection.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "reports/history/history.hpp"
#include "reports/writers/history/history_writer.hpp"
#include "tests/reports/golden_report.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class RunCollectionTest : public ::testing::Test {
 protected:
    void put(const std::string& place, const std::string& text) const {
        std::filesystem::create_directories(directory_ + "/" + place);
        std::ofstream(directory_ + "/" + place + "/result.json") << text;
    }
    [[nodiscard]] Result<RunCollection> collect() const {
        return collect_runs(directory_, [] { return false; });
    }
    static std::string result(const std::string& id, double low_ms = 1.0) {
        scenarios::RunResult run = test::RunResultBuilder()
                                       .answers("api.list", 500, low_ms, low_ms * 2)
                                       .answers("api.register", 500, 5, 9)
                                       .build();
        run.id = id;
        run.evidence.postgres.emplace_back("table_bytes:sark_api.servers", 4096.0);
        auto report = judge(std::move(run), {});
        EXPECT_TRUE(report);
        return test::text_of(write_json, *report);
    }

    test::ScratchDirectory scratch_;
    const std::string directory_ = scratch_.path().string();
};

TEST_F(RunCollectionTest, FindsRunsAtAnyDepthAndKeepsTheirFigures) {
    put("smoke/one", result("one"));
    put("deep/er/two", result("two"));
    const auto found = collect();
    ASSERT_TRUE(found);
    ASSERT_THAT(found->runs, SizeIs(2));
    EXPECT_THAT(found->unreadable, SizeIs(0));
    const RecordedRun& run = found->runs.front();
    ASSERT_THAT(run.operations, SizeIs(3));
    EXPECT_EQ(run.operations[0].name, "");
    EXPECT_EQ(run.operations[1].name, "api.list");
    EXPECT_NEAR(run.operations[1].figures[0].value_or(0), 1.95, 0.02) << "p95 of 1..2 ms";
    EXPECT_EQ(run.requests, 1'000U);
    ASSERT_THAT(run.table_bytes, SizeIs(1));
    EXPECT_EQ(run.table_bytes[0].first, "sark_api.servers");
}

TEST_F(RunCollectionTest, NamesWhatItCannotReadAndCountsCopies) {
    const std::string good = result("one");
    put("a", good);
    put("b", good);
    put("cut", good.substr(0, good.size() / 2));
    put("other", R"({"schema_version": 99})");
    const auto found = collect();
    ASSERT_TRUE(found);
    EXPECT_THAT(found->runs, SizeIs(1));
    EXPECT_EQ(found->copies, 1U);
    ASSERT_THAT(found->unreadable, SizeIs(2));
    EXPECT_THAT(found->unreadable[0].path, HasSubstr("/cut/"));
    EXPECT_EQ(found->unreadable[0].why, "is not JSON");
    EXPECT_THAT(found->unreadable[1].why, HasSubstr("99"));
}

TEST_F(RunCollectionTest, RefusesADirectoryWithoutRuns) {
    const auto empty = collect();
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, Errc::not_found);
    EXPECT_FALSE(collect_runs(directory_ + "/missing", [] { return false; }));
    put("a", result("one"));
    const auto stopped = collect_runs(directory_, [] { return true; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, Errc::interrupted);
}

TEST_F(RunCollectionTest, WritersKeepAHostileNameInItsPlace) {
    scenarios::RunResult run = test::hostile_report().run;
    run.status = scenarios::RunStatus::completed;
    RunCollection collection;
    collection.directory = run.scenario.name;
    for (int i = 0; i < 12; ++i) {
        auto report = judge(run, {});
        ASSERT_TRUE(report);
        collection.runs.push_back(record_of(*report, run.scenario.name));
        collection.runs.back().setting.id += std::to_string(i);
        for (auto& operation : collection.runs.back().operations)
            operation.figures[0] = i < 6 ? 1.0 : 2.0;
    }
    collection.unreadable.push_back({run.scenario.name, run.scenario.name});
    const auto history = make_history(collection, {});
    ASSERT_TRUE(history);
    ASSERT_THAT(history->scenarios.front().courses.front().shifts, SizeIs(1));
    const auto text = [&](void (*write)(const History&, std::ostream&)) {
        std::ostringstream out;
        write(*history, out);
        return out.str();
    };
    EXPECT_THAT(text(write_history_console), Not(HasSubstr("\x1b")));
    EXPECT_THAT(text(write_history_markdown), Not(HasSubstr("<b>")));
    const std::string page = text(write_history_html);
    EXPECT_THAT(page, Not(HasSubstr("<b>")));
    EXPECT_THAT(page, Not(HasSubstr("<!--")));
    EXPECT_THAT(text(write_history_json), HasSubstr("\"regression\""));
}

}  // namespace
}  // namespace sark::reports
