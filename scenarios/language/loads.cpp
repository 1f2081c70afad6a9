#include "scenarios/language/loads.hpp"

#include <algorithm>
#include <array>

#include "core/base/suggestion.hpp"
#include "scenarios/language/executors.hpp"
#include "scenarios/language/phases.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using workloads::DriverKind;

constexpr std::size_t loads_max = 16;
constexpr std::size_t operations_max = 64;
constexpr unsigned pipeline_max = 1'000;
constexpr unsigned in_flight_max = 100'000;

void bind_operations(const Value& value, const LoadContext& context, LoadSpec& load) {
    double total_weight = 0.0;
    const auto items = value.items(1, operations_max);
    for (const Value& item : items) {
        auto operation = bind_operation(item, context.catalog, context.dataset);
        if (!operation)
            continue;
        const bool repeated =
            std::any_of(load.operations.begin(), load.operations.end(),
                        [&](const auto& other) { return other.name == operation->name; });
        if (repeated && !operation->name.empty())
            item.fault("the load has an operation \"" + operation->name + "\" already",
                       "give one of them another \"name\"");
        if (!load.operations.empty() && operation->driver() != load.operations.front().driver()) {
            const auto name = [](const workloads::OperationSpec& spec) {
                return std::string(
                    workloads::driver_names[static_cast<std::size_t>(spec.driver())]);
            };
            item.fault("\"" + operation->name + "\" uses the driver " + name(*operation) +
                           ", the load's first operation uses " + name(load.operations.front()),
                       "one driver per load: move it to a load of its own");
        }
        total_weight += operation->weight;
        load.operations.push_back(std::move(*operation));
    }
    if (!items.empty() && load.operations.size() == items.size() && total_weight <= 0.0)
        value.fault("all weights are 0: nothing would be sent");
}

/// Rates of the operations stand for the load's: every one of them, or none.
void check_own_rates(const Value& operations, Executor executor) {
    const auto* items = operations.node().array();
    if (items == nullptr)
        return;
    const bool complete = std::all_of(items->begin(), items->end(), [](const Node& item) {
        return item.find("rate") != nullptr;
    });
    if (executor != Executor::constant_arrival_rate)
        operations.fault("only the operations of constant-arrival-rate have rates of their own",
                         "weights share out the load's rate");
    else if (!complete)
        operations.fault("some operations have a rate, others have none",
                         "a rate for each of them, or weights and one rate of the load");
}

/// How many requests may be on their way at a time, and what becomes of those beyond.
void bind_limits(ObjectReader& reader, LoadSpec& load) {
    const unsigned room = load.connections * load.pipeline;
    if (const auto value = reader.find("max_in_flight")) {
        assign(load.max_in_flight, value->small(1, in_flight_max));
        if (load.max_in_flight > room)
            value->fault("the connections have room for " + std::to_string(room) + " requests",
                         "raise connections, or leave max_in_flight out");
    }
    if (const auto value = reader.find("overflow")) {
        constexpr std::array<std::string_view, 2> words = {"queue", "drop"};
        load.drop_overflow = value->choice(words) == 1U;
    }
}

void bind_pipeline(ObjectReader& reader, LoadSpec& load) {
    const auto uses = [&load](DriverKind driver) {
        return !load.operations.empty() && load.operations.front().driver() == driver;
    };
    if (const auto value = reader.find("pipeline")) {
        assign(load.pipeline, value->small(1, pipeline_max));
        if (load.pipeline > 1 && (uses(DriverKind::http) || uses(DriverKind::core)))
            value->fault(uses(DriverKind::http) ? "HTTP requests are not pipelined"
                                                : "calls of the core are not pipelined",
                         "more connections are more requests at a time");
        if (load.connections * load.pipeline > in_flight_max)
            value->fault(std::to_string(load.connections) + " connections with " +
                             std::to_string(load.pipeline) + " requests each",
                         "at most 100000 together");
    }
    if (const auto value = reader.find("sync")) {
        constexpr std::array<std::string_view, 2> words = {"each", "batch"};
        load.sync_each = value->choice(words) != 1U;
        if (!load.operations.empty() && !uses(DriverKind::postgres))
            value->fault("only postgres operations have a sync", "leave it out");
    }
}

/// How a load talks to PostgreSQL.
void bind_sessions(ObjectReader& reader, LoadSpec& load) {
    for (const auto& [key, member] :
         {std::pair{"prepared", &LoadSpec::prepared}, std::pair{"replica", &LoadSpec::replica}}) {
        const auto value = reader.find(key);
        if (!value)
            continue;
        assign(load.*member, value->boolean());
        if (!load.operations.empty() && load.operations.front().driver() != DriverKind::postgres)
            value->fault("only loads of postgres operations have \"" + std::string(key) + "\"",
                         "leave it out");
    }
}

void check_length(const Value& value, const LoadContext& context, const LoadSpec& load) {
    const Nanos phases = total_of(context.phases);
    const Nanos length = duration_of(load.arrivals);
    if (!context.phases.empty() && length > Nanos{0} && phases != length)
        value.fault("the load lasts " + format_duration(length) + ", the phases last " +
                        format_duration(phases),
                    "make them equal; constant-arrival-rate, constant-vus and phased-arrival-rate "
                    "last as long as the phases by themselves");
}

LoadSpec bind_load(const std::string& name, ObjectReader& reader, const LoadContext& context) {
    LoadSpec load;
    load.name = name;
    const auto executor = bind_executor(reader, load);
    const auto operations = reader.require("operations", R"([{"use": "api.health"}])");
    if (operations)
        bind_operations(*operations, context, load);
    if (executor) {
        if (operations && has_own_rates(reader))
            check_own_rates(*operations, *executor);
        bind_arrivals(*executor, reader, context, load);
        check_length(reader.value(), context, load);
    }
    if (!executor || !is_closed(*executor)) {
        if (const auto value = reader.find("connections"))
            assign(load.connections, value->small(1, connections_max));
    }
    if (executor != Executor::ramping_vus)
        bind_pipeline(reader, load);
    if (!executor || !is_closed(*executor))
        bind_limits(reader, load);
    bind_sessions(reader, load);
    load.timeout = std::min<Nanos>(seconds(10), context.drain);
    if (const auto value = reader.find("timeout")) {
        const auto timeout = value->duration(milliseconds(1), minutes(10));
        if (timeout && *timeout > context.drain)
            value->fault(
                "the timeout is longer than the drain of " + format_duration(context.drain),
                "an operation must be able to end before the run does: raise drain");
        assign(load.timeout, timeout);
    }
    // Without an executor it is not known which keys are right.
    if (executor)
        reader.finish(advise_load_key);
    return load;
}

}  // namespace

std::vector<LoadSpec> bind_loads(const Value& value, const LoadContext& context) {
    std::vector<LoadSpec> loads;
    auto reader = value.object();
    if (!reader)
        return loads;
    std::uint64_t connections = 0;
    for (const auto& [name, member] : reader->members()) {
        const Node name_node{name, member.node().place};
        (void)Value(name_node, member.pointer(), member.faults()).identifier("_-");
        auto load_reader = member.object();
        if (!load_reader)
            continue;
        loads.push_back(bind_load(name, *load_reader, context));
        connections += loads.back().connections;
    }
    const std::size_t count = value.node().object()->size();
    if (count == 0 || count > loads_max)
        value.fault("has " + std::to_string(count) + " loads; 1 to " + std::to_string(loads_max) +
                    " are allowed");
    if (connections > connections_max)
        value.fault("the loads have " + std::to_string(connections) + " connections together; " +
                    std::to_string(connections_max) + " are allowed");
    return loads;
}

}  // namespace sark::scenarios::language
