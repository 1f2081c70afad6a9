#include <array>

#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {
namespace {

using workloads::Entity;
using Id = std::array<char, 40>;

constexpr std::array<std::string_view, 3> environments = {"prod", "staging", "dev"};
constexpr std::array<std::string_view, 3> metadata = {
    R"({"environment":"production","tier":"web"})", R"({"environment":"staging","tier":"web"})",
    R"({"environment":"development","tier":"batch"})"};
constexpr std::array<std::string_view, 3> tags = {R"(["production","seeded"])",
                                                  R"(["staging","seeded"])", R"(["seeded"])"};

/// Nine of ten are active unless the dataset says otherwise, as S001-QRY-08 assumes.
bool active(const SeedContext& context, std::uint64_t bits) {
    return workloads::is_active(context.dataset, bits);
}

std::string_view user_id(const SeedContext& context, std::uint64_t index, Id& out) {
    return workloads::write_id(context.dataset.seed, Entity::user, index, out);
}

void fill_user(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto user = workloads::write_name(Entity::user, index, name);
    const auto created = context.created_at(Entity::user, index);
    row.text(user_id(context, index, id))
        .text(user)
        .text(user, "@example.test")
        .boolean(active(context, row_draw(context, "sark_app.users", index, 0)))
        .boolean(workloads::role_of(context.dataset.seed, index) == "admin")
        .time(context.now_us)
        .time(created)
        .time(created);
}

void fill_server(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto server = workloads::write_name(Entity::server, index, name);
    const auto bits = row_draw(context, "sark_app.servers", index, 0);
    const auto kind = (bits >> 8U) % environments.size();
    const auto created = context.created_at(Entity::server, index);
    row.text(workloads::write_id(context.dataset.seed, Entity::server, index, id))
        .text(environments[kind], "-", server)
        .text("https://", server, ".example.test/mcp")
        .text("seeded: no key")
        .boolean(active(context, bits));
    put_owner(row, context, Entity::user, row_draw(context, "sark_app.servers", index, 1));
    row.text(tags[kind]);
    put_document(row, context, metadata[kind], bits);
    row.time(context.now_us).time(created).time(created);
}

/// A session per user: the token is the user's id, so that a request can name it unseen. Half of
/// them are over.
void fill_session(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::int64_t life_us = SeedContext::entity_days * SeedContext::day_us / 2;
    std::array<char, 36> id;
    Id user;
    std::array<char, 16> address;
    const auto bits = row_draw(context, "sark_app.sessions", index, 0);
    const auto token = user_id(context, index, user);
    const auto created = context.created_at(Entity::user, index);
    row.text(workloads::write_uuid(row_draw(context, "sark_app.sessions", 0, 9), Entity::user,
                                   index, id))
        .text(token)
        .text(token)
        .text("refresh-", token)
        .text(write_address(bits, address))
        .text("seeded")
        .time(created + life_us)
        .time(created);
}

void fill_policy(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    row.text(workloads::write_uuid(row_draw(context, "sark_app.policies", 0, 9), Entity::team,
                                   index, id))
        .text(policy_names[index])
        .number(1)
        .text("package sark.", policy_names[index], "\n\ndefault allow := false\n");
}

/// A key per user: its hash is the user's id, its prefix the user's name.
void fill_api_key(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id user;
    Id name;
    const auto owner = user_id(context, index, user);
    const auto label = workloads::write_name(Entity::user, index, name);
    row.text(workloads::write_uuid(row_draw(context, "sark_app.api_keys", 0, 9), Entity::user,
                                   index, id))
        .text(owner)
        .text("key of ", label)
        .text(label.substr(0, 16))
        .text(owner)
        .boolean(active(context, row_draw(context, "sark_app.api_keys", index, 0)))
        .time(context.created_at(Entity::user, index));
}

}  // namespace

std::vector<TablePlan> plan_app(const workloads::DatasetSpec& dataset) {
    const std::string system = "sark_app";
    std::vector<TablePlan> plans;
    const auto add = [&](const char* table, std::vector<std::string> columns, std::uint64_t rows,
                         bool grows, decltype(TablePlan::fill) fill) {
        plans.push_back({system, system + "." + table, std::move(columns), rows, grows, fill});
    };
    add("users",
        {"id", "username", "email", "is_active", "is_admin", "last_login_at", "created_at",
         "updated_at"},
        dataset.users, false, fill_user);
    add("servers",
        {"id", "name", "endpoint", "api_key_hash", "is_active", "owner_id", "tags", "metadata",
         "last_seen_at", "created_at", "updated_at"},
        dataset.servers, true, fill_server);
    add("sessions",
        {"id", "user_id", "access_token_jti", "refresh_token_hash", "ip_address", "user_agent",
         "expires_at", "created_at"},
        dataset.users, true, fill_session);
    add("policies", {"id", "name", "version", "rego_code"}, policy_names.size(), false,
        fill_policy);
    add("api_keys", {"id", "user_id", "name", "key_prefix", "key_hash", "is_active", "created_at"},
        dataset.users, false, fill_api_key);
    return plans;
}

}  // namespace sark::migrations
