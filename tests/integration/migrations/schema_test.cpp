#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SchemaTest : public MigratedDatabase {
 protected:
    /// The names out of `expected` that no relation of the schema has.
    std::vector<std::string> missing(const std::string& schema,
                                     const std::vector<std::string>& expected) {
        std::vector<std::string> absent;
        for (const auto& name : expected)
            if (value("SELECT to_regclass('" + schema + "." + name + "') IS NULL") == "t")
                absent.push_back(name);
        return absent;
    }
    /// The index's columns and predicate as PostgreSQL prints them.
    std::string definition(const std::string& index) {
        const auto text = value("SELECT pg_get_indexdef('" + index + "'::regclass)");
        return text.substr(text.find(" USING "));
    }
    /// The error text of SQL that must be refused.
    std::string refusal(const std::string& sql) {
        const auto done = session().execute(sql);
        return done ? "accepted" : describe(done.error());
    }
};

TEST_F(SchemaTest, ApiHasItsTables) {
    EXPECT_THAT(missing("sark_api", {"users", "teams", "user_teams", "mcp_servers", "mcp_tools",
                                     "policies", "policy_versions", "audit_events"}),
                IsEmpty());
}

TEST_F(SchemaTest, ApiHasEveryNamedIndex) {
    EXPECT_THAT(missing("sark_api",
                        {// S002-IDX-01, -02
                         "idx_mcp_servers_status", "idx_mcp_servers_sensitivity",
                         "idx_mcp_servers_status_sensitivity", "idx_mcp_servers_created_at",
                         "idx_mcp_servers_status_created", "idx_audit_events_user_time",
                         "idx_audit_events_type_time", "idx_audit_events_server_time",
                         "idx_audit_events_severity",
                         // S003-IDX-01, -02, -03
                         "idx_users_email", "idx_users_role", "idx_servers_owner",
                         "idx_servers_team", "idx_servers_name_trgm", "idx_servers_team_status",
                         "idx_tools_server", "idx_tools_name", "idx_tools_sensitivity"}),
                IsEmpty());
}

// X-01, E-06: one index under two names is made once and says so.
TEST_F(SchemaTest, ApiNamesTheAliasesOfSharedIndexes) {
    for (const auto& [index, alias] : std::vector<std::pair<std::string, std::string>>{
             {"idx_mcp_servers_status", "idx_servers_status"},
             {"idx_audit_events_user_time", "idx_audit_user_time"},
             {"idx_audit_events_server_time", "idx_audit_server_time"},
             {"idx_audit_events_type_time", "idx_audit_type_time"}}) {
        EXPECT_THAT(value("SELECT obj_description('sark_api." + index + "'::regclass)"),
                    HasSubstr(alias));
        EXPECT_EQ(missing("sark_api", {alias}).size(), 1U) << alias;
    }
}

TEST_F(SchemaTest, V2HasItsTables) {
    EXPECT_THAT(missing("sark_v2", {"resources", "capabilities", "audit_events", "cost_tracking",
                                    "federation_nodes", "mv_protocol_stats"}),
                IsEmpty());
}

TEST_F(SchemaTest, V2HasEveryNamedIndex) {
    EXPECT_THAT(
        missing("sark_v2",
                {"idx_resources_protocol", "idx_resources_sensitivity", "idx_resources_name",
                 "idx_resources_metadata_gin", "idx_capabilities_resource", "idx_capabilities_name",
                 "idx_capabilities_sensitivity", "idx_capabilities_metadata_gin",
                 "idx_audit_correlation", "idx_audit_principal_org", "idx_audit_source_node",
                 "idx_audit_target_node", "idx_audit_capability", "idx_cost_timestamp",
                 "idx_cost_principal", "idx_cost_resource", "idx_cost_capability",
                 "idx_federation_nodes_node_id", "idx_federation_nodes_enabled",
                 // S000-IDX-06, the composites
                 "idx_resources_protocol_sensitivity", "idx_capabilities_resource_sensitivity",
                 "idx_audit_principal_timestamp", "idx_cost_principal_timestamp",
                 // S000-MV-01
                 "mv_protocol_stats_protocol_idx"}),
        IsEmpty());
}

TEST_F(SchemaTest, AuditHasItsTablesAndEveryNamedIndex) {
    EXPECT_THAT(missing("sark_audit", {"audit_events", "policy_evaluations",
                                       "idx_audit_events_user", "idx_audit_events_type",
                                       "idx_audit_events_status", "idx_audit_events_resource",
                                       "idx_audit_events_details", "idx_policy_evals_user",
                                       "idx_policy_evals_policy", "idx_policy_evals_decision"}),
                IsEmpty());
}

TEST_F(SchemaTest, IndexesAreDefinedAsTheSeedsWriteThem) {
    EXPECT_EQ(definition("sark_api.idx_users_role"),
              " USING btree (role) WHERE (is_active = true)");
    EXPECT_EQ(definition("sark_api.idx_servers_team_status"),
              " USING btree (team_id, status) WHERE (status = 'active'::text)");
    EXPECT_THAT(definition("sark_api.idx_audit_events_severity"),
                ::testing::AllOf(HasSubstr("(severity, \"timestamp\" DESC) WHERE"),
                                 HasSubstr("'high'"), HasSubstr("'critical'")));
    EXPECT_EQ(definition("sark_api.idx_mcp_servers_status_created"),
              " USING btree (status, created_at DESC)");
    EXPECT_THAT(definition("sark_api.idx_servers_name_trgm"),
                ::testing::AllOf(HasSubstr("USING gin"), HasSubstr("gin_trgm_ops")));
    EXPECT_EQ(definition("sark_v2.idx_resources_metadata_gin"), " USING gin (metadata)");
    EXPECT_EQ(definition("sark_v2.idx_federation_nodes_enabled"),
              " USING btree (enabled) WHERE (enabled = true)");
    EXPECT_EQ(definition("sark_v2.idx_cost_principal_timestamp"),
              " USING btree (principal_id, \"timestamp\" DESC)");
    EXPECT_EQ(definition("sark_audit.idx_audit_events_resource"),
              " USING btree (resource_type, resource_id, \"time\" DESC)");
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

// The seed's own DDL, which PostgreSQL rejects: the corrections rest on these staying errors.
TEST_F(SchemaTest, NowInAnIndexPredicateStaysRejected) {  // E-03
    run("CREATE TABLE public.sessions (expires_at timestamptz NOT NULL, created_at timestamptz)");
    EXPECT_THAT(refusal("CREATE INDEX idx_sessions_expires ON public.sessions (expires_at) "
                        "WHERE expires_at > NOW()"),
                HasSubstr("IMMUTABLE"));
    EXPECT_THAT(refusal("CREATE INDEX idx_sessions_expired ON public.sessions "
                        "(expires_at, created_at) WHERE expires_at <= NOW()"),
                HasSubstr("IMMUTABLE"));
}

TEST_F(SchemaTest, KeysWithoutTheTimeColumnStayRejected) {  // E-04, on partitions and hypertables
    for (const char* sql : {"ALTER TABLE sark_audit.audit_events ADD UNIQUE (event_id)",
                            "ALTER TABLE sark_v2.cost_tracking ADD UNIQUE (id)",
                            "CREATE UNIQUE INDEX ON sark_api.audit_events (id)"})
        EXPECT_NE(refusal(sql), "accepted") << sql;
}

TEST_F(SchemaTest, DuplicateIndexNamesStayRejected) {  // E-06
    EXPECT_THAT(refusal("CREATE INDEX idx_servers_owner ON sark_api.mcp_servers (owner_id)"),
                HasSubstr("already exists"));
}

TEST_F(SchemaTest, IdsThatAreNoUuidStayRejected) {  // E-07
    EXPECT_THAT(refusal("SELECT * FROM sark_api.mcp_servers WHERE team_id = 'team-123'"),
                HasSubstr("22P02"));
}

class EmptyDatabaseTest : public TestDatabase {};

TEST_F(EmptyDatabaseTest, TrigramsWithoutTheExtensionStayRejected) {  // E-20
    run("CREATE TABLE public.names (name text)");
    EXPECT_FALSE(session().execute("CREATE INDEX ON public.names USING gin (name gin_trgm_ops)"));
}

}  // namespace
}  // namespace sark::migrations
