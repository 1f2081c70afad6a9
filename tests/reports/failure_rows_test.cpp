#include "reports/views/failure_rows.hpp"

#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using workloads::OutcomeCode;

std::vector<std::string> texts_of(const scenarios::RunResult& run) {
    std::vector<std::string> texts;
    for (const FailureRow& row : failure_rows_of(run))
        texts.push_back(row.operation + " " + std::to_string(row.count) + " " + why_text(row));
    return texts;
}
using Texts = std::vector<std::string>;

TEST(FailureRowsTest, ListOperationByOperationTheMostFrequentCauseFirst) {
    const scenarios::RunResult run =
        RunResultBuilder()
            .answers("api.list", 100, 1, 2)
            .failures("api.list", OutcomeCode::wrong_answer, 30, 1)
            .failures("api.list", OutcomeCode::refused, 50, 1)
            .cause("api.list", OutcomeCode::wrong_answer, 30, "status 500", "oops")
            .cause("api.list", OutcomeCode::refused, 50, "status 503")
            .failures("v2.resource_by_id", OutcomeCode::wrong_answer, 60, 1)
            .cause("v2.resource_by_id", OutcomeCode::wrong_answer, 60, "SQLSTATE 40001", "again")
            .build();
    EXPECT_EQ(texts_of(run), (Texts{"api.list 50 refused, status 503",
                                    "api.list 30 wrong_answer, status 500: oops",
                                    "v2.resource_by_id 60 wrong_answer, SQLSTATE 40001: again"}));
    const auto most = main_failure_of(run);
    ASSERT_TRUE(most);
    EXPECT_EQ(most->operation, "v2.resource_by_id");
    EXPECT_EQ(most->load, "postgres");
}

TEST(FailureRowsTest, SumUpToEveryFailureWhateverWasTold) {
    const scenarios::RunResult run = RunResultBuilder()
                                         .answers("api.list", 100, 1, 2)
                                         .failures("api.list", OutcomeCode::timeout, 50, 1)
                                         .cause("api.list", OutcomeCode::timeout, 20, "status 504")
                                         .cause("api.list", OutcomeCode::timeout, 5, "other")
                                         .abandoned("api.list", 30, 1)
                                         .build();
    EXPECT_EQ(texts_of(run),
              (Texts{"api.list 30 abandoned, never sent, or without an answer at the end",
                     "api.list 25 timeout, not told", "api.list 20 timeout, status 504",
                     "api.list 5 timeout, other causes"}));
    double shares = 0.0;
    for (const FailureRow& row : failure_rows_of(run)) shares += row.share;
    EXPECT_DOUBLE_EQ(shares, 1.0);
    EXPECT_DOUBLE_EQ(failure_rows_of(run)[2].share, 0.25);
    EXPECT_EQ(main_failure_of(run)->why, "status 504") << "only what was told explains anything";
}

TEST(FailureRowsTest, AreNoneWhereNothingFailed) {
    const scenarios::RunResult run = RunResultBuilder().answers("api.list", 100, 1, 2).build();
    EXPECT_TRUE(failure_rows_of(run).empty());
    EXPECT_FALSE(main_failure_of(run));
}

TEST(FailureRowsTest, AResultThatTellsNoCausesHasNoMainFailure) {
    const scenarios::RunResult run =
        RunResultBuilder().failures("api.list", OutcomeCode::refused, 5, 1).build();
    EXPECT_EQ(texts_of(run), Texts{"api.list 5 refused, not told"});
    EXPECT_FALSE(main_failure_of(run));
}

}  // namespace
}  // namespace sark::reports
