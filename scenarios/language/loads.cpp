#include "scenarios/language/loads.hpp"

#include <algorithm>
#include <array>

#include "core/base/suggestion.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using workloads::ClosedArrivals;
using workloads::OpenArrivals;

constexpr std::size_t loads_max = 16;
constexpr std::size_t operations_max = 64;
constexpr std::size_t stages_max = 100;
constexpr unsigned connections_max = 10'000;
constexpr double rate_max = 1e6;
constexpr Nanos duration_min = seconds(1);
constexpr Nanos duration_max = hours(24);

constexpr std::array<std::string_view, 3> executors = {"constant-arrival-rate",
                                                       "ramping-arrival-rate", "constant-vus"};

/// Words of k6, and of the other executors, that somebody might expect here.
std::string advise_load_key(std::string_view key) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> advice = {{
        {"rate",
         "only constant-arrival-rate has a rate; ramping-arrival-rate has start_rate and stages"},
        {"start_rate", "only ramping-arrival-rate has a start_rate"},
        {"stages", "only ramping-arrival-rate has stages"},
        {"duration", "ramping-arrival-rate lasts as long as its stages"},
        {"vus", "arrival-rate executors have connections; constant-vus has vus"},
        {"connections", "constant-vus has one connection for each of its vus"},
        {"think_time", "only constant-vus has a think_time"},
        {"poisson", "only arrival-rate executors draw their gaps"},
        {"timeUnit", "rates are per second"},
        {"preAllocatedVUs", "an arrival-rate load has \"connections\""},
        {"maxVUs", "an arrival-rate load has \"connections\""},
        {"gracefulStop", "\"drain\" of the scenario is for all loads"},
        {"startTime", "all loads start together"},
        {"exec", "a load has \"operations\""},
    }};
    for (const auto& [word, text] : advice) {
        if (same_word(word, key))
            return std::string(text);
    }
    return {};
}

void bind_constant_rate(ObjectReader& reader, LoadSpec& load) {
    OpenArrivals arrivals;
    double rate = 0.0;
    if (const auto value = reader.require("rate", "300")) {
        assign(rate, value->number(0.0, rate_max));
        if (value->node().is_number() && value->node().number() == 0.0)
            value->fault("a rate of 0 sends nothing", "above 0, at most 1000000 per second");
    }
    Nanos duration = duration_min;
    if (const auto value = reader.require("duration", R"("30s")"))
        assign(duration, value->duration(duration_min, duration_max));
    arrivals.start_rate = rate;
    arrivals.stages.push_back({duration, rate});
    if (const auto value = reader.find("poisson"))
        assign(arrivals.poisson, value->boolean());
    load.arrivals = std::move(arrivals);
}

void bind_ramping_rate(ObjectReader& reader, LoadSpec& load) {
    OpenArrivals arrivals;
    if (const auto value = reader.find("start_rate"))
        assign(arrivals.start_rate, value->number(0.0, rate_max));
    const auto stages = reader.require("stages", R"([{"duration": "30s", "target": 100}])");
    double highest = arrivals.start_rate;
    for (const Value& item : stages ? stages->items(1, stages_max) : std::vector<Value>{}) {
        auto stage = item.object();
        if (!stage)
            continue;
        workloads::Stage bound;
        if (const auto duration = stage->require("duration", R"("30s")"))
            assign(bound.duration, duration->duration(Nanos{0}, duration_max));
        if (const auto target = stage->require("target", "100"))
            assign(bound.target_rate, target->number(0.0, rate_max));
        highest = std::max(highest, bound.target_rate);
        stage->finish();
        arrivals.stages.push_back(bound);
    }
    if (const auto value = reader.find("poisson"))
        assign(arrivals.poisson, value->boolean());
    load.arrivals = std::move(arrivals);
    const Nanos total = duration_of(load.arrivals);
    if (!stages || std::get<OpenArrivals>(load.arrivals).stages.empty())
        return;
    if (highest <= 0.0)
        stages->fault("every rate is 0: nothing would be sent");
    if (total < duration_min || total > duration_max)
        stages->fault("the stages last " + format_duration(total) + " together",
                      "1s to 24h are allowed");
}

void bind_constant_vus(ObjectReader& reader, LoadSpec& load) {
    ClosedArrivals arrivals;
    if (const auto value = reader.require("vus", "10"))
        assign(load.connections, value->small(1, connections_max));
    arrivals.duration = duration_min;
    if (const auto value = reader.require("duration", R"("30s")"))
        assign(arrivals.duration, value->duration(duration_min, duration_max));
    if (const auto value = reader.find("think_time"))
        assign(arrivals.think_time, value->duration(Nanos{0}, hours(1)));
    load.arrivals = arrivals;
}

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

LoadSpec bind_load(const std::string& name, ObjectReader& reader, const LoadContext& context) {
    LoadSpec load;
    load.name = name;
    const auto executor = reader.require("executor", R"("constant-arrival-rate")");
    const auto chosen = executor ? executor->choice(executors) : std::nullopt;
    const bool open = chosen != 2U;
    if (chosen) {
        load.executor = executors[*chosen];
        if (*chosen == 0)
            bind_constant_rate(reader, load);
        else if (*chosen == 1)
            bind_ramping_rate(reader, load);
        else
            bind_constant_vus(reader, load);
    }
    if (open) {
        if (const auto value = reader.find("connections"))
            assign(load.connections, value->small(1, connections_max));
    }
    load.timeout = std::min<Nanos>(seconds(10), context.drain);
    if (const auto value = reader.find("timeout")) {
        const auto timeout = value->duration(milliseconds(1), minutes(10));
        if (timeout && *timeout > context.drain)
            value->fault(
                "the timeout is longer than the drain of " + format_duration(context.drain),
                "an operation must be able to end before the run does: raise drain");
        assign(load.timeout, timeout);
    }
    if (const auto value = reader.require("operations", R"([{"use": "api.health"}])"))
        bind_operations(*value, context, load);
    // Without an executor it is not known which keys are right.
    if (chosen)
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
