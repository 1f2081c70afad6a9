#include <array>

#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {
namespace {

using workloads::Entity;
using Id = std::array<char, 40>;

constexpr std::array<std::string_view, 4> transports = {"http", "http", "sse", "stdio"};
constexpr std::array<std::string_view, 10> healths = {"healthy",  "healthy",  "healthy", "healthy",
                                                      "healthy",  "healthy",  "healthy", "unknown",
                                                      "degraded", "unhealthy"};
constexpr std::array<std::string_view, 4> actions = {"tool.invoke", "server.read", "server.update",
                                                     "session.create"};
constexpr std::array<std::string_view, 3> paths = {"/mcp/tools/call", "/mcp/tools/list",
                                                   "/mcp/resources/read"};

std::string_view user_id(const SeedContext& context, std::uint64_t index, Id& out) {
    return workloads::write_id(context.dataset.seed, Entity::user, index, out);
}

std::string_view server_id(const SeedContext& context, std::uint64_t index, Id& out) {
    return workloads::write_id(context.dataset.seed, Entity::server, index, out);
}

/// An id of a row that is no entity of the dataset.
std::string_view own_id(const SeedContext& context, std::string_view table, std::uint64_t index,
                        std::array<char, 36>& out) {
    return workloads::write_uuid(row_draw(context, table, 0, 9), Entity::user, index, out);
}

/// The tenant of a user or server is its team.
void tenant(Row& row, const SeedContext& context, Entity entity, std::uint64_t index) {
    if (context.dataset.teams == 0)
        row.null();
    else
        put_reference(row, context, Entity::team,
                      workloads::team_of(context.dataset, entity, index));
}

void fill_tenant(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto created = context.created_at(Entity::team, index);
    row.text(workloads::write_id(context.dataset.seed, Entity::team, index, id))
        .text(workloads::write_name(Entity::team, index, name))
        .time(created)
        .time(created);
}

void fill_user(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto user = workloads::write_name(Entity::user, index, name);
    const auto created = context.created_at(Entity::user, index);
    row.text(user_id(context, index, id));
    tenant(row, context, Entity::user, index);
    row.text(user)
        .text(user, "@example.test")
        .text(workloads::role_of(context.dataset.seed, index) == "admin" ? "admin" : "user")
        .boolean(workloads::is_active(context.dataset, row_draw(context, "mcp_gw.users", index, 0)))
        .time(created)
        .time(created);
}

/// A session per user, whose token's hash is the user's id: a request can name it unseen.
void fill_session(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id user;
    const auto owner = user_id(context, index, user);
    row.text(own_id(context, "mcp_gw.sessions", index, id))
        .text(owner)
        .text(owner)
        .boolean(
            workloads::is_active(context.dataset, row_draw(context, "mcp_gw.sessions", index, 0)))
        .time(context.now_us + SeedContext::day_us)
        .time(context.created_at(Entity::user, index));
}

void fill_api_key(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id user;
    const auto owner = user_id(context, index, user);
    row.text(own_id(context, "mcp_gw.api_keys", index, id));
    tenant(row, context, Entity::user, index);
    row.text(owner).text("seeded").text(owner).boolean(true);
}

/// As the plain key, found by its prefix, which is the user's name, too.
void fill_enhanced_key(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id user;
    Id name;
    const auto owner = user_id(context, index, user);
    row.text(own_id(context, "mcp_gw.enhanced_api_keys", index, id));
    tenant(row, context, Entity::user, index);
    row.text(owner)
        .text("seeded")
        .text(workloads::write_name(Entity::user, index, name).substr(0, 16))
        .text(owner)
        .text("seeded: no salt")
        .text(R"(["read","proxy"])");
}

void fill_server(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto server = workloads::write_name(Entity::server, index, name);
    const auto bits = row_draw(context, "mcp_gw.mcp_servers", index, 0);
    const auto created = context.created_at(Entity::server, index);
    row.text(server_id(context, index, id));
    tenant(row, context, Entity::server, index);
    row.text(server)
        .text("https://", server, ".example.test/mcp")
        .text(pick(transports, bits))
        .text(pick(healths, bits >> 8U))
        .time(context.now_us)
        .decimal((bits >> 16U) % 2'000'000)
        .decimal(9'000 + (bits >> 40U) % 1'000)
        .number((bits >> 32U) % 20)
        .time(created)
        .time(created);
}

/// Every second tool was never called.
void fill_tool(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id server;
    Id name;
    const auto bits = row_draw(context, "mcp_gw.server_tools", index, 0);
    const std::uint64_t calls = bits % 2 == 0 ? 0 : 1 + (bits >> 8U) % 10'000;
    const std::uint64_t errors = calls / 50;
    row.text(workloads::write_id(context.dataset.seed, Entity::tool, index, id))
        .text(server_id(context, index / context.dataset.tools_per_server, server))
        .text(workloads::write_name(Entity::tool, index, name))
        .number(calls)
        .number(calls - errors)
        .number(errors)
        .decimal((bits >> 24U) % 500'000);
}

void fill_breaker(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id server;
    row.text(own_id(context, "mcp_gw.circuit_breakers", index, id))
        .text(server_id(context, index, server))
        .text("mcp");
}

void fill_pool(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id server;
    row.text(own_id(context, "mcp_gw.connection_pools", index, id))
        .text(server_id(context, index, server));
}

void fill_queue(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id server;
    row.text(own_id(context, "mcp_gw.request_queues", index, id))
        .text(server_id(context, index, server))
        .text("default");
}

void fill_access(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id server;
    row.text(own_id(context, "mcp_gw.server_access_control", index, id))
        .text(server_id(context, index, server));
    put_reference(row, context, Entity::user,
                  row_draw(context, "mcp_gw.server_access_control", index, 0));
    row.text(R"([0,1,2,3,4])").text(R"([8,9,10,11,12,13,14,15,16,17])");
}

void fill_audit_log(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "mcp_gw.audit_logs";
    std::array<char, 36> id;
    std::array<char, 16> address;
    const auto bits = row_draw(context, table, index, 0);
    row.text(own_id(context, table, index, id));
    put_reference(row, context, Entity::team, row_draw(context, table, index, 1));
    put_owner(row, context, Entity::user, row_draw(context, table, index, 2));
    row.time(context.happened_at(index, context.dataset.audit_rows))
        .text(pick(actions, bits))
        .text("server");
    put_reference(row, context, Entity::server, row_draw(context, table, index, 3));
    row.boolean(bits % 20 != 0).text(write_address(bits >> 8U, address));
}

/// One request in 25 fails.
void fill_request_log(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "mcp_gw.request_logs";
    std::array<char, 36> id;
    const auto bits = row_draw(context, table, index, 0);
    row.text(own_id(context, table, index, id));
    put_reference(row, context, Entity::team, row_draw(context, table, index, 1));
    put_owner(row, context, Entity::user, row_draw(context, table, index, 2));
    put_reference(row, context, Entity::server, row_draw(context, table, index, 3));
    row.time(context.happened_at(index, context.dataset.audit_rows))
        .text("POST")
        .text(pick(paths, bits))
        .number(bits % 25 == 0 ? 500 : 200)
        .decimal((bits >> 8U) % 1'000'000);
}

}  // namespace

std::vector<TablePlan> plan_gateway(const workloads::DatasetSpec& dataset) {
    const std::string system = "mcp_gw";
    std::vector<TablePlan> plans;
    const auto add = [&](const char* table, std::vector<std::string> columns, std::uint64_t rows,
                         bool grows, decltype(TablePlan::fill) fill) {
        plans.push_back({system, system + "." + table, std::move(columns), rows, grows, fill});
    };
    add("tenants", {"id", "name", "created_at", "updated_at"}, dataset.teams, false, fill_tenant);
    add("users",
        {"id", "tenant_id", "username", "email", "role", "is_active", "created_at", "updated_at"},
        dataset.users, false, fill_user);
    add("sessions", {"id", "user_id", "token_hash", "is_active", "expires_at", "last_activity"},
        dataset.users, true, fill_session);
    add("api_keys", {"id", "tenant_id", "user_id", "name", "key_hash", "is_active"}, dataset.users,
        false, fill_api_key);
    add("enhanced_api_keys",
        {"id", "tenant_id", "user_id", "name", "key_prefix", "key_hash", "salt", "scopes"},
        dataset.users, false, fill_enhanced_key);
    add("mcp_servers",
        {"id", "tenant_id", "name", "endpoint_url", "transport_type", "health_status",
         "last_health_check", "avg_response_time", "success_rate", "active_connections",
         "created_at", "updated_at"},
        dataset.servers, true, fill_server);
    add("server_tools",
        {"id", "server_id", "name", "total_calls", "success_count", "error_count",
         "avg_execution_time"},
        workloads::count_of(dataset, Entity::tool), true, fill_tool);
    add("circuit_breakers", {"id", "server_id", "service_name"}, dataset.servers, false,
        fill_breaker);
    add("connection_pools", {"id", "server_id"}, dataset.servers, false, fill_pool);
    add("request_queues", {"id", "server_id", "name"}, dataset.servers, false, fill_queue);
    add("server_access_control", {"id", "server_id", "user_id", "allowed_days", "allowed_hours"},
        dataset.servers, false, fill_access);
    add("audit_logs",
        {"id", "tenant_id", "user_id", "timestamp", "action", "resource_type", "resource_id",
         "success", "ip_address"},
        dataset.audit_rows, true, fill_audit_log);
    add("request_logs",
        {"id", "tenant_id", "user_id", "target_server_id", "request_time", "method", "path",
         "status_code", "duration_ms"},
        dataset.audit_rows, true, fill_request_log);
    return plans;
}

}  // namespace sark::migrations
