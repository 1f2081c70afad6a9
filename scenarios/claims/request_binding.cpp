#include "scenarios/claims/request_binding.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "scenarios/language/json_text.hpp"
#include "scenarios/language/service_binding.hpp"

namespace sark::scenarios {

namespace {

using language::FaultList;
using language::Node;
using language::Value;

constexpr unsigned threads_max = 10'000;

/// More rows than any dataset: how many there are is known only where the claim is measured.
workloads::DatasetSpec endless_dataset() {
    constexpr std::uint64_t rows = 1'000'000'000;
    workloads::DatasetSpec dataset;
    dataset.users = dataset.teams = dataset.servers = dataset.resources = rows;
    dataset.principals = dataset.federation_nodes = rows;
    return dataset;
}

Error refused(std::string message, std::string hint) {
    return {Errc::invalid_scenario, std::move(message), "request", std::move(hint)};
}

/// Reads `json` and lets `bind` take what it holds. The first fault is the one to tell.
template <class Bind>
Result<void> bind_text(std::string_view json, const char* name, const Bind& bind) {
    FaultList faults{name};
    auto read = language::read_json(json, faults);
    if (const auto* error = std::get_if<Error>(&read))
        return *error;
    Node& root = std::get<Node>(read);
    language::place_at(root, {});  // its line is one of no file
    bind(Value(root, "", faults));
    if (!faults.empty())
        return faults.in_order().front();
    return {};
}

}  // namespace

Result<workloads::OperationSpec> RequestBinder::bind(std::string_view json) {
    const language::OperationCatalog none;
    std::optional<workloads::OperationSpec> operation;
    auto bound = bind_text(json, "request", [&](const Value& value) {
        if (!catalog_ && value.node().find("use") != nullptr)
            catalog_ = language::OperationCatalog::shipped();
        operation = language::bind_operation(value, catalog_ ? *catalog_ : none, endless_dataset());
    });
    if (!bound)
        return bound.error();
    if (!operation || operation->driver() != workloads::DriverKind::http)
        return refused("an API is asked by an http operation", "use one of sark-bench list");
    if (std::ranges::any_of(operation->parameters, [](const workloads::ParameterSpec& parameter) {
            return std::holds_alternative<workloads::UniqueParameter>(parameter.source);
        }))
        return refused(operation->name + " has a value that is never repeated",
                       "both arms ask the same, again and again: ask for what changes nothing");
    return *std::move(operation);
}

Result<void> bind_claim_server(std::string_view json, ClaimRequest& request) {
    return bind_text(json, "serve", [&](const Value& value) {
        auto reader = value.object();
        if (!reader)
            return;
        if (const auto threads = reader->find("threads"))
            language::assign(request.threads, threads->small(1, threads_max));
        // All members but that one are the server's own to know.
        Node others = value.node();
        std::erase_if(*others.object(),
                      [](const auto& member) { return member.first == "threads"; });
        EnvironmentSpec environment;
        language::bind_api_options(Value(others, "", value.faults()), environment);
        request.serve = std::move(environment.api_options);
    });
}

}  // namespace sark::scenarios
