#include "migrations/seed/table_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "migrations/migrator.hpp"
#include "migrations/seed/text_row.hpp"
#include "workloads/data/hash.hpp"

namespace sark::migrations {
namespace {

using workloads::DatasetSpec;
using workloads::Entity;

DatasetSpec small() {
    DatasetSpec dataset;
    dataset.users = 30;
    dataset.teams = 4;
    dataset.servers = 20;
    dataset.tools_per_server = 3;
    dataset.resources = 40;
    dataset.capabilities_per_resource = 2;
    dataset.principals = 10;
    dataset.federation_nodes = 5;
    dataset.cost_rows = 50;
    dataset.audit_rows = 60;
    return dataset;
}

std::vector<TablePlan> all_plans(const DatasetSpec& dataset) {
    std::vector<TablePlan> plans;
    for (const std::string_view system : systems)
        for (auto& plan : plan_system(system, dataset)) plans.push_back(std::move(plan));
    return plans;
}

postgres::Values row_of(const TablePlan& plan, const SeedContext& context, std::uint64_t index) {
    postgres::Values cells;
    TextRow row(cells);
    plan.fill(context, index, row);
    return cells;
}

std::set<std::string> time_columns() {
    return {"time",          "timestamp",         "created_at",    "updated_at",
            "trusted_since", "last_health_check", "last_login_at", "last_seen_at",
            "expires_at",    "last_activity",     "request_time"};
}

TEST(TablePlanTest, EveryRowFillsEveryColumn) {
    const SeedContext context{small(), 1'700'000'000'000'000};
    for (const auto& plan : all_plans(context.dataset)) {
        ASSERT_GT(plan.rows, 0U) << plan.table;
        for (std::uint64_t index = 0; index < plan.rows; ++index)
            ASSERT_EQ(row_of(plan, context, index).size(), plan.columns.size()) << plan.table;
    }
}

TEST(TablePlanTest, TimesMoveWithTheClockAndNothingElseDoes) {
    const SeedContext then{small(), 1'700'000'000'000'000};
    const SeedContext later{small(), 1'760'000'000'000'000};
    const auto times = time_columns();
    for (const auto& plan : all_plans(then.dataset)) {
        const auto a = row_of(plan, then, plan.rows - 1);
        const auto b = row_of(plan, later, plan.rows - 1);
        for (std::size_t i = 0; i < plan.columns.size(); ++i)
            EXPECT_EQ(a[i] != b[i], times.count(plan.columns[i]) > 0)
                << plan.table << "." << plan.columns[i];
    }
}

TEST(TablePlanTest, AnotherSeedGivesOtherKeys) {
    const SeedContext one{small(), 0};
    SeedContext two{small(), 0};
    two.dataset.seed = one.dataset.seed + 1;
    for (const auto& plan : plan_api(one.dataset))
        EXPECT_NE(row_of(plan, one, 0)[0], row_of(plan, two, 0)[0]) << plan.table;
}

TEST(TablePlanTest, KeysAreTheDatasetsOwn) {
    const SeedContext context{small(), 0};
    const auto seed = context.dataset.seed;
    std::map<std::string, TablePlan> plans;
    for (auto& plan : all_plans(context.dataset)) plans[plan.table] = plan;
    const auto tool = row_of(plans["sark_api.mcp_tools"], context, 7);
    EXPECT_EQ(tool[0], workloads::id_of(seed, Entity::tool, 7));
    EXPECT_EQ(tool[1], workloads::id_of(seed, Entity::server, 2));
    EXPECT_EQ(tool[2], workloads::name_of(Entity::tool, 7));
    const auto capability = row_of(plans["sark_v2.capabilities"], context, 7);
    EXPECT_EQ(capability[0], workloads::id_of(seed, Entity::capability, 7));
    EXPECT_EQ(capability[1], workloads::id_of(seed, Entity::resource, 3));
    const auto user = row_of(plans["sark_api.users"], context, 3);
    EXPECT_EQ(user[0], workloads::id_of(seed, Entity::user, 3));
    EXPECT_EQ(user[6], std::string(workloads::role_of(seed, 3)));
}

TEST(TablePlanTest, IdsAreUnique) {
    const SeedContext context{small(), 0};
    for (const auto& plan : all_plans(context.dataset)) {
        const auto column = std::find_if(plan.columns.begin(), plan.columns.end(), [](auto& name) {
            return name == "id" || name == "event_id" || name == "evaluation_id";
        });
        if (column == plan.columns.end())
            continue;
        std::set<std::string> ids;
        const auto at = static_cast<std::size_t>(column - plan.columns.begin());
        for (std::uint64_t index = 0; index < plan.rows; ++index)
            ids.insert(row_of(plan, context, index)[at].value_or("NULL"));
        EXPECT_EQ(ids.size(), plan.rows) << plan.table;
    }
}

TEST(TablePlanTest, EventsAreOldestFirstAndNeverInTheFuture) {
    const SeedContext context{small(), 1'700'000'000'000'000};
    std::int64_t before = context.now_us - 7 * SeedContext::day_us - 1;
    for (std::uint64_t index = 0; index < 60; ++index) {
        const auto at = context.happened_at(index, 60);
        EXPECT_GT(at, before);
        before = at;
    }
    EXPECT_LE(before, context.now_us);
}

TEST(TablePlanTest, EventsFillTheDaysThatTheDatasetSays) {
    SeedContext context{small(), 1'700'000'000'000'000};
    for (const std::uint64_t days : {1U, 90U}) {
        context.dataset.event_days = days;
        const auto span = static_cast<std::int64_t>(days) * SeedContext::day_us;
        EXPECT_EQ(context.happened_at(0, 60), context.now_us - span);
        EXPECT_GE(context.happened_at(30, 60), context.now_us - span / 2);
        EXPECT_LT(context.happened_at(59, 60), context.now_us);
    }
}

/// The cells of a column over all rows of a table.
std::vector<std::string> column_of(const SeedContext& context, const std::string& table,
                                   const std::string& column) {
    std::vector<std::string> cells;
    for (const TablePlan& plan : all_plans(context.dataset)) {
        if (plan.table != table)
            continue;
        const auto at = std::ranges::find(plan.columns, column) - plan.columns.begin();
        for (std::uint64_t index = 0; index < plan.rows; ++index)
            cells.push_back(row_of(plan, context, index)[static_cast<std::size_t>(at)].value());
    }
    return cells;
}

/// How often the most frequent cell is there.
std::size_t most_of(const std::vector<std::string>& cells) {
    std::map<std::string, std::size_t> counts;
    std::size_t most = 0;
    for (const std::string& cell : cells) most = std::max(most, ++counts[cell]);
    return most;
}

TEST(TablePlanTest, OwnersAndPrincipalsFollowTheSkew) {
    const std::pair<const char*, const char*> columns[] = {
        {"sark_app.servers", "owner_id"},         {"sark_api.mcp_servers", "owner_id"},
        {"sark_api.audit_events", "user_id"},     {"sark_audit.audit_events", "user_id"},
        {"sark_v2.audit_events", "principal_id"}, {"sark_v2.cost_tracking", "principal_id"},
        {"mcp_gw.audit_logs", "user_id"},         {"mcp_gw.request_logs", "user_id"}};
    SeedContext context{small(), 0};
    context.dataset.servers = context.dataset.cost_rows = context.dataset.audit_rows = 1'000;
    context.dataset.users = context.dataset.principals = 100;
    SeedContext skewed = context;
    skewed.dataset.owner_theta = 1.5;
    for (const auto& [table, column] : columns) {
        EXPECT_LT(most_of(column_of(context, table, column)), 30U) << table;
        // 1 / sum of r^-1.5 to 100: 0.41 of the rows.
        EXPECT_NEAR(static_cast<double>(most_of(column_of(skewed, table, column))), 410.0, 60.0)
            << table;
    }
}

TEST(TablePlanTest, AnEventsUserAndItsAddressAreOfOnePerson) {
    SeedContext context{small(), 0};
    context.dataset.owner_theta = 1.5;
    const auto ids = column_of(context, "sark_api.audit_events", "user_id");
    const auto mails = column_of(context, "sark_api.audit_events", "user_email");
    std::map<std::string, std::string> mail_of;
    for (std::uint64_t user = 0; user < context.dataset.users; ++user)
        mail_of[workloads::id_of(context.dataset.seed, Entity::user, user)] =
            workloads::name_of(Entity::user, user) + "@example.test";
    ASSERT_EQ(ids.size(), mails.size());
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(mails[i], mail_of[ids[i]]);
}

TEST(TablePlanTest, ActiveRowsAreTheShareThatTheDatasetSays) {
    SeedContext context{small(), 0};
    context.dataset.users = 2'000;
    for (const char* table : {"sark_app.users", "sark_app.api_keys", "mcp_gw.users"}) {
        for (const double share : {0.9, 0.3}) {
            context.dataset.active_share = share;
            const auto cells = column_of(context, table, "is_active");
            EXPECT_NEAR(static_cast<double>(std::ranges::count(cells, "t")), 2'000 * share, 100)
                << table;
        }
    }
}

TEST(TablePlanTest, DocumentsHaveTheKeysThatTheDatasetAsksFor) {
    SeedContext context{small(), 0};
    const auto usual = column_of(context, "sark_v2.resources", "metadata");
    context.dataset.json_keys = 3;
    for (const char* table : {"sark_v2.resources", "sark_app.servers"}) {
        const auto wide = column_of(context, table, "metadata");
        for (const char* key : {R"(,"key_01":")", R"(,"key_02":")", R"(,"key_03":")"})
            EXPECT_THAT(wide, ::testing::Each(::testing::HasSubstr(key))) << table;
        EXPECT_THAT(wide, ::testing::Each(::testing::EndsWith("\"}"))) << table;
        EXPECT_THAT(wide, ::testing::Each(::testing::Not(::testing::HasSubstr("key_04"))));
    }
    const auto wide = column_of(context, "sark_v2.resources", "metadata");
    for (std::size_t i = 0; i < usual.size(); ++i)
        EXPECT_TRUE(wide[i].starts_with(usual[i].substr(0, usual[i].size() - 1)));
}

/// FNV-1a of every cell but the times and `is_manager`, a column that came later: what an unchanged
/// dataset must give for ever.
std::uint64_t digest_of(const DatasetSpec& dataset) {
    const SeedContext context{dataset, 0};
    const auto times = time_columns();
    std::uint64_t digest = 0;
    for (const TablePlan& plan : all_plans(dataset))
        for (std::uint64_t index = 0; index < plan.rows; ++index) {
            const auto cells = row_of(plan, context, index);
            for (std::size_t i = 0; i < cells.size(); ++i)
                if (times.count(plan.columns[i]) == 0 && plan.columns[i] != "is_manager")
                    digest =
                        workloads::mix64(digest ^ workloads::hash_text(cells[i].value_or("NULL")));
        }
    return digest;
}

TEST(TablePlanTest, TheUsualDatasetIsWhatItWasBeforeThereWasAChoice) {
    EXPECT_EQ(digest_of(small()), 9'667'212'941'712'964'899ULL);
    DatasetSpec skewed = small();
    skewed.owner_theta = 0.5;
    EXPECT_EQ(digest_of(skewed), digest_of(skewed));
    EXPECT_NE(digest_of(skewed), digest_of(small()));
}

TEST(TablePlanTest, TheSameMembersManageTheirTeamForEver) {
    const SeedContext context{small(), 0};
    const auto plans = plan_api(context.dataset);
    const auto members = std::ranges::find(plans, "sark_api.user_teams", &TablePlan::table);
    ASSERT_NE(members, plans.end());
    std::vector<std::uint64_t> managers;
    for (std::uint64_t index = 0; index < members->rows; ++index)
        if (row_of(*members, context, index).at(2) == "t")
            managers.push_back(index);
    EXPECT_THAT(managers, ::testing::ElementsAre(0, 3, 4, 15));
}

TEST(TablePlanTest, EmptyDatasetKeepsOnlyThePolicies) {
    const DatasetSpec empty{42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (const auto& plan : all_plans(empty))
        EXPECT_EQ(plan.rows > 0, plan.table.find(".polic") != std::string::npos &&
                                     plan.table.find("evaluations") == std::string::npos)
            << plan.table;
}

TEST(TablePlanTest, ReferencesWithoutARowAreNull) {
    SeedContext context{small(), 0};
    context.dataset.users = 0;
    context.dataset.teams = 0;
    const auto plans = plan_api(context.dataset);
    const auto servers = std::find_if(plans.begin(), plans.end(), [](const TablePlan& plan) {
        return plan.table == "sark_api.mcp_servers";
    });
    const auto row = row_of(*servers, context, 0);
    EXPECT_EQ(row[10], std::nullopt);  // owner_id
    EXPECT_EQ(row[11], std::nullopt);  // team_id
}

TEST(TablePlanTest, UnknownSystemHasNoTables) {
    EXPECT_TRUE(plan_system("sark_v9", small()).empty());
}

}  // namespace
}  // namespace sark::migrations
