#include <array>

#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {
namespace {

using workloads::Entity;
using Id = std::array<char, 40>;

constexpr std::array<std::string_view, 5> event_types = {"tool_invoked", "authorization_allowed",
                                                         "authorization_denied", "user_login",
                                                         "server_registered"};

void fill_event(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "sark_audit.audit_events";
    std::array<char, 36> id;
    std::array<char, 16> address;
    const auto bits = row_draw(context, table, index, 0);
    const auto type = pick(event_types, bits >> 32U);
    row.time(context.happened_at(index, context.dataset.audit_rows))
        .text(workloads::write_uuid(row_draw(context, table, 0, 9), Entity::user, index, id))
        .text(type);
    put_owner(row, context, Entity::user, row_draw(context, table, index, 1));
    row.text("tool");
    put_reference(row, context, Entity::tool, row_draw(context, table, index, 2));
    row.text("tool:invoke")
        .text(type == "authorization_denied" ? "denied" : "success")
        .text(write_address(bits, address))
        .text(R"({"source":"seed"})");
}

void fill_evaluation(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "policy_evaluations";
    std::array<char, 36> id;
    const auto bits = row_draw(context, table, index, 0);
    row.time(context.happened_at(index, context.dataset.audit_rows))
        .text(workloads::write_uuid(row_draw(context, table, 0, 9), Entity::user, index, id))
        .text(pick(policy_names, bits));
    put_owner(row, context, Entity::user, row_draw(context, table, index, 1));
    row.text("tool:invoke");
    put_reference(row, context, Entity::tool, row_draw(context, table, index, 2));
    row.boolean(bits % 10 != 0).boolean((bits >> 8U) % 5 != 0).decimal((bits >> 16U) % 50'000);
}

}  // namespace

std::vector<TablePlan> plan_audit(const workloads::DatasetSpec& dataset) {
    const std::string system = "sark_audit";
    return {{system,
             system + ".audit_events",
             {"time", "event_id", "event_type", "user_id", "resource_type", "resource_id", "action",
              "status", "ip_address", "details"},
             dataset.audit_rows,
             true,
             fill_event},
            {system,
             system + ".policy_evaluations",
             {"time", "evaluation_id", "policy_name", "user_id", "action", "resource", "decision",
              "cache_hit", "duration_ms"},
             dataset.audit_rows,
             true,
             fill_evaluation}};
}

}  // namespace sark::migrations
