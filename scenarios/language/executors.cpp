#include "scenarios/language/executors.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "core/base/suggestion.hpp"
#include "scenarios/language/load_limits.hpp"
#include "scenarios/language/phases.hpp"
#include "scenarios/language/trace_file.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using workloads::ClosedArrivals;
using workloads::OpenArrivals;
using workloads::ThinkTime;
using workloads::TraceArrivals;

constexpr std::size_t stages_max = 100;
constexpr std::int64_t bursts_max = 10'000;
constexpr double rate_max = 1e6;

// In the order of Executor.
constexpr std::array<std::string_view, 6> executors = {
    "constant-arrival-rate", "ramping-arrival-rate", "phased-arrival-rate",
    "constant-vus",          "ramping-vus",          "replay"};

void reject_zero_rate(const Value& rate) {
    if (rate.node().is_number() && rate.node().number() == 0.0)
        rate.fault("a rate of 0 sends nothing", "above 0, at most 1000000 per second");
}

/// The written duration, or that of the phases.
Nanos bind_duration(ObjectReader& reader, const LoadContext& context) {
    Nanos duration = context.phases.empty() ? load_duration_min : total_of(context.phases);
    const auto value =
        context.phases.empty() ? reader.require("duration", R"("30s")") : reader.find("duration");
    if (value)
        assign(duration, value->duration(load_duration_min, load_duration_max));
    return duration;
}

/// Members of {"duration", "target"} objects, and their sum checked.
template <class BindTarget>
void bind_stages(const Value& stages, BindTarget bind_target) {
    const auto items = stages.items(1, stages_max);
    Nanos total{0};
    for (const Value& item : items) {
        auto stage = item.object();
        if (!stage)
            continue;
        Nanos length{0};
        if (const auto duration = stage->require("duration", R"("30s")"))
            assign(length, duration->duration(Nanos{0}, load_duration_max));
        if (const auto target = stage->require("target", "100"))
            bind_target(length, *target);
        stage->finish();
        total += length;
    }
    if (!items.empty() && (total < load_duration_min || total > load_duration_max))
        stages.fault("the stages last " + format_duration(total) + " together",
                     "1s to 24h are allowed");
}

void bind_bursts(const Value& value, OpenArrivals& arrivals) {
    auto reader = value.object();
    if (!reader)
        return;
    workloads::Bursts bursts{seconds(10), seconds(1), 1.0};
    if (const auto every = reader->require("every", R"("10s")"))
        assign(bursts.every, every->duration(milliseconds(2), load_duration_max));
    if (const auto length = reader->require("length", R"("1s")")) {
        assign(bursts.length, length->duration(milliseconds(1), load_duration_max));
        if (bursts.length >= bursts.every)
            length->fault("a burst of " + format_duration(bursts.length) + " every " +
                              format_duration(bursts.every) + " leaves nothing between",
                          "make it shorter, or raise the rate");
    }
    if (const auto rate = reader->require("rate", "2000")) {
        assign(bursts.rate, rate->number(0.0, rate_max));
        reject_zero_rate(*rate);
    }
    reader->finish();
    arrivals.bursts = bursts;
    if (duration_of(arrivals) / bursts.every > bursts_max)
        value.fault("more than " + std::to_string(bursts_max) + " bursts",
                    "raise \"every\" or shorten the load");
}

void bind_constant_rate(ObjectReader& reader, const LoadContext& context, LoadSpec& load) {
    OpenArrivals arrivals;
    double rate = 0.0;
    for (const auto& operation : load.operations) rate += operation.weight;
    if (!has_own_rates(reader)) {
        if (const auto value = reader.require("rate", "300")) {
            assign(rate, value->number(0.0, rate_max));
            reject_zero_rate(*value);
        }
    } else if (const auto value = reader.find("rate")) {
        value->fault("the operations have rates of their own",
                     "leave it out: the load's rate is their sum");
    } else if (rate > rate_max) {
        reader.value().fault("the operations' rates are " + format_number(rate) + " together",
                             "at most 1000000 per second");
    }
    arrivals.start_rate = rate;
    arrivals.stages.push_back({bind_duration(reader, context), rate});
    load.arrivals = std::move(arrivals);
}

void bind_ramping_rate(ObjectReader& reader, LoadSpec& load) {
    OpenArrivals arrivals;
    if (const auto value = reader.find("start_rate"))
        assign(arrivals.start_rate, value->number(0.0, rate_max));
    const auto stages = reader.require("stages", R"([{"duration": "30s", "target": 100}])");
    if (stages) {
        double highest = arrivals.start_rate;
        bind_stages(*stages, [&](Nanos length, const Value& target) {
            workloads::Stage stage{length, 0.0};
            assign(stage.target_rate, target.number(0.0, rate_max));
            highest = std::max(highest, stage.target_rate);
            arrivals.stages.push_back(stage);
        });
        if (!arrivals.stages.empty() && highest <= 0.0)
            stages->fault("every rate is 0: nothing would be sent");
    }
    load.arrivals = std::move(arrivals);
}

void bind_phased_rate(ObjectReader& reader, const LoadContext& context, LoadSpec& load) {
    OpenArrivals arrivals;
    const auto rates = reader.require("rates", R"({"steady": 200, "spike": 2000})");
    if (context.phases.empty()) {
        reader.find("executor")
            ->fault("phased-arrival-rate needs the \"phases\" of the scenario",
                    "\"phases\": [{\"name\": \"steady\", \"duration\": \"30s\"}]"
                    " beside \"load\"");
        if (rates)
            (void)rates->object();
        load.arrivals = std::move(arrivals);
        return;
    }
    std::vector<std::string> names;
    for (const PhaseSpec& phase : context.phases) names.push_back(phase.name);
    std::vector<double> levels(names.size(), -1.0);
    auto members = rates ? rates->object() : std::nullopt;
    for (const auto& [name, value] :
         members ? members->members() : std::vector<std::pair<std::string, Value>>{}) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            value.fault("there is no phase \"" + name + "\"", suggestion(name, names));
        else
            levels[static_cast<std::size_t>(found - names.begin())] =
                value.number(0.0, rate_max).value_or(0.0);
    }
    double highest = 0.0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (members && levels[i] < 0.0)
            rates->fault("the phase \"" + names[i] + "\" has no rate", "0 sends nothing in it");
        const double level = std::max(0.0, levels[i]);
        highest = std::max(highest, level);
        if (i == 0)
            arrivals.start_rate = level;
        else
            arrivals.stages.push_back({Nanos{0}, level});
        arrivals.stages.push_back({context.phases[i].duration, level});
    }
    const bool complete =
        std::all_of(levels.begin(), levels.end(), [](double rate) { return rate >= 0.0; });
    if (complete && highest <= 0.0)
        rates->fault("every rate is 0: nothing would be sent");
    load.arrivals = std::move(arrivals);
}

ThinkTime bind_think_time(const Value& value) {
    constexpr Nanos longest = hours(1);
    ThinkTime think;
    if (value.node().object() == nullptr) {
        assign(think.length, value.duration(Nanos{0}, longest));
        return think;
    }
    ObjectReader reader(value);
    const auto uniform = reader.find("uniform");
    const auto exponential = reader.find("exponential");
    if (uniform.has_value() == exponential.has_value())
        value.fault("a think time is one of three",
                    R"("100ms", {"uniform": {"min": "50ms", "max": "150ms"}} or )"
                    R"({"exponential": "100ms"})");
    if (exponential) {
        think.kind = ThinkTime::Kind::exponential;
        assign(think.length, exponential->duration(Nanos{0}, longest));
    } else if (auto bounds = uniform ? uniform->object() : std::nullopt) {
        think.kind = ThinkTime::Kind::uniform;
        if (const auto min = bounds->require("min", R"("50ms")"))
            assign(think.length, min->duration(Nanos{0}, longest));
        if (const auto max = bounds->require("max", R"("150ms")"))
            assign(think.longest, max->duration(Nanos{0}, longest));
        bounds->finish();
        if (think.length > think.longest)
            uniform->fault("min is above max");
    }
    reader.finish();
    return think;
}

void bind_constant_vus(ObjectReader& reader, const LoadContext& context, LoadSpec& load) {
    ClosedArrivals arrivals;
    if (const auto value = reader.require("vus", "10"))
        assign(load.connections, value->small(1, connections_max));
    arrivals.duration = bind_duration(reader, context);
    load.arrivals = std::move(arrivals);
}

void bind_ramping_vus(ObjectReader& reader, LoadSpec& load) {
    ClosedArrivals arrivals;
    if (const auto value = reader.find("start_vus"))
        assign(arrivals.start_users, value->small(0, connections_max));
    unsigned highest = arrivals.start_users;
    const auto stages = reader.require("stages", R"([{"duration": "30s", "target": 50}])");
    if (stages) {
        bind_stages(*stages, [&](Nanos length, const Value& target) {
            workloads::UserStage stage{length, 0};
            assign(stage.target_users, target.small(0, connections_max));
            highest = std::max(highest, stage.target_users);
            arrivals.stages.push_back(stage);
            arrivals.duration += length;
        });
        if (!arrivals.stages.empty() && highest == 0)
            stages->fault("there is never a user: nothing would be sent");
    }
    load.connections = std::max(1U, highest);
    load.arrivals = std::move(arrivals);
}

/// The next full second behind the last entry.
Nanos natural_length(const std::vector<workloads::TraceEntry>& entries, double speed) {
    const double last = to_seconds(entries.back().offset) / speed;
    const Nanos second = seconds(1);
    return (from_seconds(std::min(last, to_seconds(load_duration_max))) / second + 1) * second;
}

void bind_replay(ObjectReader& reader, const LoadContext& context, LoadSpec& load) {
    TraceArrivals arrivals;
    if (const auto value = reader.find("speed"))
        assign(arrivals.speed, value->number(0.001, 1000.0));
    std::optional<Nanos> length;
    if (const auto value = reader.find("duration"))
        length = value->duration(load_duration_min, load_duration_max);
    const auto file = reader.require("file", R"("requests.csv")");
    const auto name = file ? file->words(4096) : std::nullopt;
    auto entries = std::make_shared<std::vector<workloads::TraceEntry>>();
    if (name && context.traces == Traces::read) {
        load.trace_file = *name;
        std::vector<std::string> operations;
        for (const auto& operation : load.operations) operations.push_back(operation.name);
        auto trace = load_trace(*name, context.source_name, operations);
        if (trace) {
            *entries = std::move(*trace);
        } else {
            const Error& error = trace.error();
            file->fault((error.where.empty() ? "" : error.where + ": ") + error.message,
                        error.hint);
        }
    } else if (name) {
        load.trace_file = *name;
    }
    Nanos natural = entries->empty() ? load_duration_min : natural_length(*entries, arrivals.speed);
    if (natural > load_duration_max && !length)
        file->fault("the replay would last longer than 24h", "raise \"speed\" or give a duration");
    if (!length && !context.phases.empty()) {
        length = total_of(context.phases);
        if (!entries->empty() &&
            to_seconds(entries->back().offset) / arrivals.speed >= to_seconds(*length))
            file->fault("the trace lasts longer than the phases, " + format_duration(*length),
                        "lengthen them, raise \"speed\", or cut it with a duration");
    }
    arrivals.duration = length.value_or(std::min(natural, load_duration_max));
    arrivals.entries = std::move(entries);
    load.arrivals = std::move(arrivals);
}

void bind_rate_extras(ObjectReader& reader, LoadSpec& load) {
    auto& arrivals = std::get<OpenArrivals>(load.arrivals);
    if (const auto value = reader.find("poisson"))
        assign(arrivals.poisson, value->boolean());
    if (const auto value = reader.find("bursts"))
        bind_bursts(*value, arrivals);
}

}  // namespace

std::optional<Executor> bind_executor(ObjectReader& reader, LoadSpec& load) {
    const auto executor = reader.require("executor", R"("constant-arrival-rate")");
    const auto chosen = executor ? executor->choice(executors) : std::nullopt;
    if (!chosen)
        return std::nullopt;
    load.executor = executors[*chosen];
    return static_cast<Executor>(*chosen);
}

void bind_arrivals(Executor executor, ObjectReader& reader, const LoadContext& context,
                   LoadSpec& load) {
    switch (executor) {
        case Executor::constant_arrival_rate:
            bind_constant_rate(reader, context, load);
            break;
        case Executor::ramping_arrival_rate:
            bind_ramping_rate(reader, load);
            break;
        case Executor::phased_arrival_rate:
            bind_phased_rate(reader, context, load);
            break;
        case Executor::constant_vus:
            bind_constant_vus(reader, context, load);
            break;
        case Executor::ramping_vus:
            bind_ramping_vus(reader, load);
            break;
        case Executor::replay:
            bind_replay(reader, context, load);
            break;
    }
    if (is_closed(executor)) {
        if (const auto value = reader.find("think_time"))
            std::get<ClosedArrivals>(load.arrivals).think_time = bind_think_time(*value);
    } else if (executor != Executor::replay) {
        bind_rate_extras(reader, load);
    }
}

std::string advise_load_key(std::string_view key) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 22> advice = {{
        {"rate",
         "only constant-arrival-rate has a rate; ramping-arrival-rate has start_rate and stages"},
        {"rates", "only phased-arrival-rate has rates, one for each phase"},
        {"start_rate", "only ramping-arrival-rate has a start_rate"},
        {"start_vus", "only ramping-vus has start_vus"},
        {"stages", "only ramping-arrival-rate and ramping-vus have stages"},
        {"duration", "it lasts as long as its stages or the phases"},
        {"vus", "arrival-rate executors have connections; constant-vus has vus"},
        {"connections", "each user has a connection: vus, or the highest target of ramping-vus"},
        {"think_time", "only the users of constant-vus and ramping-vus think"},
        {"poisson", "only arrival-rate executors draw their gaps"},
        {"bursts", "only arrival-rate executors have bursts"},
        {"file", "only replay reads a file"},
        {"speed", "only replay has a speed"},
        {"max_in_flight", "users are their own limit: one request each"},
        {"overflow", "users wait for their answers: nothing overflows"},
        {"pipeline", "the users of ramping-vus ask one thing at a time"},
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

}  // namespace sark::scenarios::language
