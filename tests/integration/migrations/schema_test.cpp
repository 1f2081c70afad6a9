#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What objects.json and rejected.json cannot say.
class SchemaTest : public MigratedDatabase {
 protected:
    /// The error text of SQL that must be refused.
    std::string refusal(const std::string& sql) {
        const auto done = session().execute(sql);
        return done ? "accepted" : describe(done.error());
    }
};

// X-01, E-06: one index under two names is made once and says so.
TEST_F(SchemaTest, ApiNamesTheAliasesOfSharedIndexes) {
    for (const auto& [index, alias] : std::vector<std::pair<std::string, std::string>>{
             {"idx_mcp_servers_status", "idx_servers_status"},
             {"idx_audit_events_user_time", "idx_audit_user_time"},
             {"idx_audit_events_server_time", "idx_audit_server_time"},
             {"idx_audit_events_type_time", "idx_audit_type_time"}}) {
        EXPECT_THAT(value("SELECT obj_description('sark_api." + index + "'::regclass)"),
                    HasSubstr(alias));
        EXPECT_EQ(value("SELECT to_regclass('sark_api." + alias + "') IS NULL"), "t") << alias;
    }
}

TEST_F(SchemaTest, EveryIndexIsValid) {
    EXPECT_THAT(column("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"),
                IsEmpty());
}

TEST_F(SchemaTest, ProtocolStatsCanBeRefreshedConcurrently) {
    run("INSERT INTO sark_v2.resources (id, name, protocol, endpoint) VALUES ('r', 'r', 'mcp', "
        "'')");
    run("INSERT INTO sark_v2.capabilities (id, resource_id, name) VALUES ('c', 'r', 'c')");
    run("REFRESH MATERIALIZED VIEW sark_v2.mv_protocol_stats");
    run("REFRESH MATERIALIZED VIEW CONCURRENTLY sark_v2.mv_protocol_stats");
    EXPECT_EQ(value("SELECT mv_protocol_stats::text FROM sark_v2.mv_protocol_stats"),
              "(mcp,1,1,1)");
}

TEST_F(SchemaTest, LabelsAreLowerCaseAndChecked) {
    run("INSERT INTO sark_api.mcp_servers (name, transport) VALUES ('s', 'http')");
    EXPECT_THAT(refusal("INSERT INTO sark_api.mcp_servers (name, transport) VALUES ('s', 'HTTP')"),
                HasSubstr("23514"));
    EXPECT_THAT(refusal("UPDATE sark_api.mcp_servers SET status = 'ACTIVE'"), HasSubstr("23514"));
    EXPECT_THAT(refusal("INSERT INTO sark_v2.resources (id, name, protocol, endpoint, "
                        "sensitivity_level) VALUES ('r', 'r', 'mcp', '', 'secret')"),
                HasSubstr("23514"));
}

TEST_F(SchemaTest, EvaluationTimeKeepsItsFraction) {  // E-15
    run("INSERT INTO sark_audit.policy_evaluations (duration_ms) VALUES (0.125)");
    EXPECT_EQ(value("SELECT duration_ms FROM sark_audit.policy_evaluations"), "0.125");
}

}  // namespace
}  // namespace sark::migrations
