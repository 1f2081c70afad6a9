#include "workloads/drivers/core_request.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "core/base/suggestion.hpp"

namespace sark::workloads {
namespace {

/// The argument must be one ${parameter} that chooses from the entity's rows: the driver needs the
/// row, not just its key.
bool bind_row(CoreRequest& request, std::size_t argument, Entity entity, std::size_t& slot) {
    const auto only = request.arguments[argument].only_slot();
    if (!only || request.parameters.entity(*only) != entity)
        return false;
    slot = *only;
    return true;
}

Result<void> bind_user(CoreRequest& request, const OperationSpec& operation) {
    if (bind_row(request, 0, Entity::user, request.user_slot))
        return {};
    return Error{
        Errc::invalid_scenario,
        "policy.staleness needs its user_id to be one ${parameter} that chooses from users",
        "operation " + operation.name, ""};
}

/// policy.evaluate takes its facts from the dataset.
Result<void> bind_facts(CoreRequest& request, const OperationSpec& operation) {
    if (bind_row(request, 0, Entity::user, request.user_slot) &&
        bind_row(request, 2, Entity::tool, request.tool_slot))
        return {};
    return Error{Errc::invalid_scenario,
                 "policy.evaluate needs its user_id and tool_name to be one ${parameter} each, "
                 "choosing from users and from tools",
                 "operation " + operation.name, "or call policy.decide"};
}

}  // namespace

Result<CoreRequest> CoreRequest::compile(const OperationSpec& operation,
                                         const RequestContext& context) {
    const auto& spec = std::get<CoreOperation>(operation.request);
    const std::string where = "operation " + operation.name;
    const std::span<const CoreCall> calls = core_calls();
    const auto call = std::find_if(calls.begin(), calls.end(),
                                   [&](const CoreCall& known) { return known.name == spec.call; });
    if (call == calls.end()) {
        std::vector<std::string> names;
        for (const CoreCall& known : calls) names.emplace_back(known.name);
        return Error{Errc::invalid_scenario, "the core has no call \"" + spec.call + "\"", where,
                     suggestion(spec.call, names)};
    }
    if (spec.arguments.size() != call->arguments.size()) {
        std::string expected = "(";
        for (const std::string_view argument : call->arguments)
            expected += (expected.size() > 1 ? ", " : "") + std::string(argument);
        return Error{Errc::invalid_scenario,
                     spec.call + " takes " + std::to_string(call->arguments.size()) +
                         " arguments, but " + std::to_string(spec.arguments.size()) + " are given",
                     where, spec.call + expected + ")"};
    }
    auto parameters = ParameterSet::create(operation, context);
    if (!parameters)
        return std::move(parameters).error();
    CoreRequest request{
        static_cast<CoreCallee>(call - calls.begin()), std::move(parameters).value(), {}, 0, 0, {}};
    for (const std::string& argument : spec.arguments) {
        auto compiled = MessageTemplate::compile(argument, request.parameters, operation.name);
        if (!compiled)
            return std::move(compiled).error();
        request.arguments.push_back(std::move(compiled).value());
    }
    Result<void> bound;
    if (request.callee == CoreCallee::policy_evaluate)
        bound = bind_facts(request, operation);
    else if (request.callee == CoreCallee::policy_staleness)
        bound = bind_user(request, operation);
    if (!bound)
        return std::move(bound).error();
    if (request.callee == CoreCallee::policy_decide_batch ||
        request.callee == CoreCallee::audit_append_batch) {
        auto size = ItemCount::compile(spec.arguments.back(), request.parameters, operation.name);
        if (!size)
            return std::move(size).error();
        request.size = *size;
    }
    return request;
}

}  // namespace sark::workloads
