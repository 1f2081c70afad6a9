#include "workloads/operations/core_call.hpp"

#include <array>

namespace sark::workloads {
namespace {

constexpr std::array<std::string_view, 3> policy_arguments = {"user_id", "action", "tool_name"};
constexpr std::array<std::string_view, 4> batch_arguments = {"user_id", "action", "tool_name",
                                                             "size"};
constexpr std::array<std::string_view, 1> user_argument = {"user_id"};
constexpr std::array<std::string_view, 1> tool_argument = {"tool_name"};
constexpr std::array<std::string_view, 5> audit_arguments = {"event_id", "event_type", "user_id",
                                                             "resource_id", "action"};
constexpr std::array<std::string_view, 6> audit_batch_arguments = {
    "event_id", "event_type", "user_id", "resource_id", "action", "size"};
constexpr std::array<std::string_view, 1> server_arguments = {"server_id"};
constexpr std::array<std::string_view, 2> register_arguments = {"server_id", "name"};
constexpr std::array<std::string_view, 3> cost_arguments = {"principal_id", "resource_id",
                                                            "amount"};
constexpr std::array<std::string_view, 2> budget_arguments = {"principal_id", "estimate"};
constexpr std::array<std::string_view, 1> node_argument = {"node_id"};
constexpr std::array<std::string_view, 4> access_arguments = {"server_id", "user_id", "tenant_id",
                                                              "method"};

static_assert(audit_batch_arguments.size() == core_arguments_max);

// In the order of CoreCallee.
constexpr std::array<CoreCall, 17> calls = {{
    {"policy.evaluate", policy_arguments,
     "Applies the rules to facts of the dataset: no cache, no I/O"},
    {"policy.decide", policy_arguments, "Decides through the caches, evaluating on a miss"},
    {"policy.decide_batch", batch_arguments,
     "Decides size questions at once, each with values of its own"},
    {"policy.invalidate_user", user_argument, "Forgets a user, here and in the other processes"},
    {"policy.invalidate_tool", tool_argument, "Forgets a tool, here and in the other processes"},
    {"policy.staleness", user_argument,
     "Changes a tool of its own and waits until another process decides by the change"},
    {"audit.append", audit_arguments, "Queues an audit event for the next batch"},
    {"audit.append_batch", audit_batch_arguments,
     "Hands over size audit events, each with values of its own, and waits until all are "
     "acknowledged"},
    {"audit.write", audit_arguments, "Writes one audit event and waits for its commit"},
    {"registry.server", server_arguments, "Reads a server and its tools by id"},
    {"registry.register", register_arguments, "Registers a server with one tool"},
    {"registry.protocol_stats", {}, "Counts resources per protocol, from Redis for 300 s"},
    {"costs.record", cost_arguments, "Records a cost and adds it to its principal's sums"},
    {"costs.check", budget_arguments, "Asks whether a cost fits into a principal's budgets"},
    {"federation.find", node_argument, "Finds an enabled federation node, in memory"},
    {"access.check", access_arguments, "Asks whether a user may proxy a method of a server now"},
    {"pool.acquire", {}, "Borrows a pooled database connection and returns it"},
}};

}  // namespace

std::span<const CoreCall> core_calls() noexcept {
    return calls;
}

}  // namespace sark::workloads
