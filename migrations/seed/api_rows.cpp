#include <array>

#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {
namespace {

using workloads::Entity;
using Id = std::array<char, 40>;

constexpr std::array<std::string_view, 3> transports = {"http", "stdio", "sse"};
// Weighted by repetition: 70 % active, the rest spread.
constexpr std::array<std::string_view, 20> statuses = {
    "active",     "active",     "active",   "active",   "active",    "active",        "active",
    "active",     "active",     "active",   "active",   "active",    "active",        "active",
    "registered", "registered", "inactive", "inactive", "unhealthy", "decommissioned"};
constexpr std::array<std::string_view, 13> event_types = {
    "server_registered",     "server_updated",       "server_decommissioned", "tool_invoked",
    "authorization_allowed", "authorization_denied", "policy_created",        "policy_updated",
    "policy_activated",      "user_login",           "user_logout",           "security_violation",
    "configuration_changed"};
constexpr std::array<std::string_view, 20> severities = {
    "low",    "low",    "low",    "low",    "low",    "low",    "low",  "low",  "low",  "low",
    "medium", "medium", "medium", "medium", "medium", "medium", "high", "high", "high", "critical"};

void team_reference(Row& row, const SeedContext& context, Entity entity, std::uint64_t index) {
    Id id;
    if (context.dataset.teams == 0)
        row.null();
    else
        row.text(workloads::write_id(context.dataset.seed, Entity::team,
                                     workloads::team_of(context.dataset, entity, index), id));
}

void fill_team(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto team = workloads::write_name(Entity::team, index, name);
    const auto created = context.created_at(Entity::team, index);
    row.text(workloads::write_id(context.dataset.seed, Entity::team, index, id))
        .text(team)
        .text("Seeded ", team)
        .time(created)
        .time(created);
}

void fill_user(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto user = workloads::write_name(Entity::user, index, name);
    const auto role = workloads::role_of(context.dataset.seed, index);
    const auto created = context.created_at(Entity::user, index);
    row.text(workloads::write_id(context.dataset.seed, Entity::user, index, id))
        .text(user, "@example.test")
        .text("Seeded ", user)
        .text("!seeded-accounts-cannot-log-in")
        .boolean(true)
        .boolean(role == "admin")
        .text(role)
        .time(created)
        .time(created);
}

void fill_membership(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    row.text(workloads::write_id(context.dataset.seed, Entity::user, index, id));
    team_reference(row, context, Entity::user, index);
    row.boolean(workloads::is_manager(context.dataset.seed, index));
}

/// Policies are no entity of the dataset: their ids come from another seed.
std::string_view policy_id(const SeedContext& context, std::uint64_t number, std::uint64_t index,
                           std::span<char, 36> out) {
    return workloads::write_uuid(row_draw(context, "policies", 0, number), Entity::team, index,
                                 out);
}

void fill_policy(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    row.text(policy_id(context, 0, index, id))
        .text(policy_names[index])
        .text("Documented rule set: ", policy_names[index])
        .text("authorization")
        .text("active");
}

void fill_policy_version(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    std::array<char, 36> policy;
    row.text(policy_id(context, 1, index, id))
        .text(policy_id(context, 0, index, policy))
        .number(1)
        .text("package sark.", policy_names[index], "\n\ndefault allow := false\n")
        .boolean(true)
        .boolean(true)
        .text("seeded");
}

void fill_server(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto seed = context.dataset.seed;
    const auto server = workloads::write_name(Entity::server, index, name);
    const auto transport = pick(transports, row_draw(context, "mcp_servers", index, 0));
    const auto created = context.created_at(Entity::server, index);
    row.text(workloads::write_id(seed, Entity::server, index, id))
        .text(server)
        .text("Seeded ", server)
        .text(transport);
    if (transport == "stdio")
        row.null().text("/usr/local/bin/", server);
    else
        row.text("https://", server, ".example.test/mcp").null();
    row.text(R"(["tools"])")
        .text(workloads::sensitivity_of(seed, Entity::server, index))
        .text(pick(statuses, row_draw(context, "mcp_servers", index, 1)))
        .time(context.now_us);
    put_owner(row, context, Entity::user, row_draw(context, "mcp_servers", index, 2));
    team_reference(row, context, Entity::server, index);
    row.text("mcp-", server).text(R"(["seeded"])");
    put_metadata(row, context, row_draw(context, "mcp_servers", index, 3));
    row.time(created).time(created);
}

void fill_tool(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id server;
    Id name;
    const auto seed = context.dataset.seed;
    const auto owner = index / context.dataset.tools_per_server;
    const auto tool = workloads::write_name(Entity::tool, index, name);
    const auto sensitivity = workloads::sensitivity_of(seed, Entity::tool, index);
    const auto created = context.created_at(Entity::server, owner);
    row.text(workloads::write_id(seed, Entity::tool, index, id))
        .text(workloads::write_id(seed, Entity::server, owner, server))
        .text(tool)
        .text("Seeded ", tool)
        .text(R"({"type":"object","properties":{"query":{"type":"string"}}})")
        .text(sensitivity)
        .boolean(sensitivity == "critical")
        .number(row_draw(context, "mcp_tools", index, 0) % 1000)
        .time(created)
        .time(created);
}

void fill_event(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "sark_api.audit_events";
    std::array<char, 36> id;
    std::array<char, 16> address;
    Id user;
    Id tool;
    const auto& data = context.dataset;
    const auto bits = row_draw(context, table, index, 0);
    const auto type = pick(event_types, row_draw(context, table, index, 1));
    row.text(workloads::write_uuid(row_draw(context, table, 0, 9), Entity::user, index, id))
        .time(context.happened_at(index, data.audit_rows))
        .text(type)
        .text(pick(severities, row_draw(context, table, index, 2)));
    put_owner(row, context, Entity::user, bits);
    if (data.users == 0)
        row.null();
    else
        row.text(
            workloads::write_name(Entity::user, workloads::owner_of(data, bits, data.users), user),
            "@example.test");
    put_reference(row, context, Entity::server, row_draw(context, table, index, 3));
    const auto tools = workloads::count_of(data, Entity::tool);
    if (tools == 0)
        row.null();
    else
        row.text(
            workloads::write_name(Entity::tool, row_draw(context, table, index, 4) % tools, tool));
    row.text(type == "authorization_denied" ? "deny" : "allow")
        .text(write_address(bits, address))
        .text("sark-bench")
        .text(R"({"source":"seed"})");
}

}  // namespace

std::vector<TablePlan> plan_api(const workloads::DatasetSpec& dataset) {
    const std::string system = "sark_api";
    std::vector<TablePlan> plans;
    const auto add = [&](const char* table, std::vector<std::string> columns, std::uint64_t rows,
                         bool grows, decltype(TablePlan::fill) fill) {
        plans.push_back({system, system + "." + table, std::move(columns), rows, grows, fill});
    };
    add("teams", {"id", "name", "description", "created_at", "updated_at"}, dataset.teams, false,
        fill_team);
    add("users",
        {"id", "email", "full_name", "hashed_password", "is_active", "is_admin", "role",
         "created_at", "updated_at"},
        dataset.users, false, fill_user);
    add("user_teams", {"user_id", "team_id", "is_manager"}, dataset.teams == 0 ? 0 : dataset.users,
        false, fill_membership);
    add("policies", {"id", "name", "description", "policy_type", "status"}, policy_names.size(),
        false, fill_policy);
    add("policy_versions",
        {"id", "policy_id", "version", "content", "is_active", "tested", "notes"},
        policy_names.size(), false, fill_policy_version);
    add("mcp_servers",
        {"id", "name", "description", "transport", "endpoint", "command", "capabilities",
         "sensitivity_level", "status", "last_health_check", "owner_id", "team_id", "consul_id",
         "tags", "extra_metadata", "created_at", "updated_at"},
        dataset.servers, true, fill_server);
    add("mcp_tools",
        {"id", "server_id", "name", "description", "parameters_schema", "sensitivity_level",
         "requires_approval", "invocation_count", "created_at", "updated_at"},
        workloads::count_of(dataset, Entity::tool), true, fill_tool);
    add("audit_events",
        {"id", "timestamp", "event_type", "severity", "user_id", "user_email", "server_id",
         "tool_name", "decision", "ip_address", "user_agent", "details"},
        dataset.audit_rows, true, fill_event);
    return plans;
}

}  // namespace sark::migrations
