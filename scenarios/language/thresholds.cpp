#include "scenarios/language/thresholds.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/suggestion.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using workloads::DriverKind;
using Aggregation = Threshold::Aggregation;
using Comparison = Threshold::Comparison;

enum class MetricKind : std::uint8_t { duration, ratio, count, recovery };
struct Metric {
    std::string_view name;
    MetricKind kind;
    std::optional<DriverKind> driver;  ///< Absent: every driver has it.
};
constexpr std::string_view server_duration = "http_server_duration";
constexpr std::array<Metric, 10> metrics = {{
    {"http_req_duration", MetricKind::duration, DriverKind::http},
    {server_duration, MetricKind::duration, DriverKind::http},
    {"pg_stmt_duration", MetricKind::duration, DriverKind::postgres},
    {"redis_cmd_duration", MetricKind::duration, DriverKind::redis},
    {"core_call_duration", MetricKind::duration, DriverKind::core},
    {"op_duration", MetricKind::duration, std::nullopt},
    {"errors", MetricKind::ratio, std::nullopt},
    {"iterations", MetricKind::count, std::nullopt},
    {"dropped_iterations", MetricKind::count, std::nullopt},
    {"recovery_time", MetricKind::recovery, std::nullopt},
}};

/// k6's names for what has another name here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> k6_metrics = {{
    {"http_req_failed", "errors"},
    {"http_reqs", "iterations"},
    {"iteration_duration", "op_duration"},
    {"checks", "errors"},
}};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

const Metric* find_metric(std::string_view name, const Value& at) {
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [&](const Metric& metric) { return metric.name == name; });
    if (found != metrics.end())
        return &*found;
    std::string hint;
    for (const auto& [k6, ours] : k6_metrics) {
        if (k6 == name)
            hint = "here it is called \"" + std::string(ours) + "\"";
    }
    std::vector<std::string> names;
    for (const Metric& metric : metrics) names.emplace_back(metric.name);
    at.fault("unknown metric \"" + std::string(name) + "\"",
             hint.empty() ? suggestion(name, names) : hint);
    return nullptr;
}

bool bind_selector(std::string_view pair, const Value& at, Threshold& threshold) {
    const auto colon = pair.find(':');
    const std::string_view key = trimmed(pair.substr(0, colon));
    const std::string_view word =
        colon == std::string_view::npos ? std::string_view() : trimmed(pair.substr(colon + 1));
    std::string* target = key == "operation" ? &threshold.operation
                          : key == "load"    ? &threshold.load
                          : key == "phase"   ? &threshold.phase
                                             : nullptr;
    if (target != nullptr && !word.empty() && target->empty()) {
        *target = word;
        return true;
    }
    at.fault("\"" + std::string(pair) + "\" is not a selector",
             key == "scenario" ? "k6's scenario is a load here: {load:name}"
                               : "write {operation:name}, {load:name}, {phase:name} or several, "
                                 "{operation:name,load:name}");
    return false;
}

/// Splits "metric{operation:x,load:y,phase:z}" into the threshold. Null after a fault.
const Metric* bind_metric(std::string_view key, const Value& at, Threshold& threshold) {
    const auto brace = key.find('{');
    const std::string_view name = trimmed(key.substr(0, brace));
    const Metric* metric = find_metric(name, at);
    if (metric == nullptr)
        return nullptr;
    threshold.metric = name;
    if (brace == std::string_view::npos)
        return metric;
    std::string_view selectors = trimmed(key.substr(brace + 1));
    if (selectors.empty() || selectors.back() != '}') {
        at.fault("the selector has no \"}\" at its end", "write metric{operation:name}");
        return nullptr;
    }
    selectors.remove_suffix(1);
    for (;;) {
        const auto comma = selectors.find(',');
        if (!bind_selector(trimmed(selectors.substr(0, comma)), at, threshold))
            return nullptr;
        if (comma == std::string_view::npos)
            return metric;
        selectors.remove_prefix(comma + 1);
    }
}

bool check_phase(const Threshold& threshold, const std::vector<PhaseSpec>& phases,
                 const Value& at) {
    std::vector<std::string> names;
    for (const PhaseSpec& phase : phases) names.push_back(phase.name);
    if (threshold.phase.empty() ||
        std::find(names.begin(), names.end(), threshold.phase) != names.end())
        return true;
    at.fault("there is no phase \"" + threshold.phase + "\"",
             names.empty() ? "the scenario has no \"phases\"" : suggestion(threshold.phase, names));
    return false;
}

/// Whether something in the loads can have the metric; otherwise the threshold would never be
/// judged.
bool check_target(const Metric& metric, const Threshold& threshold,
                  const std::vector<LoadSpec>& loads, const Value& at) {
    std::vector<std::string> load_names, operation_names;
    bool load_known = threshold.load.empty();
    bool matched = false;
    for (const LoadSpec& load : loads) {
        load_names.push_back(load.name);
        if (!threshold.load.empty() && load.name != threshold.load)
            continue;
        load_known = true;
        for (const auto& operation : load.operations) {
            operation_names.push_back(operation.name);
            if (!threshold.operation.empty() && operation.name != threshold.operation)
                continue;
            matched = matched || !metric.driver || operation.driver() == *metric.driver;
        }
    }
    if (matched)
        return true;
    const bool operation_known =
        threshold.operation.empty() || std::find(operation_names.begin(), operation_names.end(),
                                                 threshold.operation) != operation_names.end();
    if (!load_known)
        at.fault("there is no load \"" + threshold.load + "\"",
                 suggestion(threshold.load, load_names));
    else if (!operation_known)
        at.fault("there is no operation \"" + threshold.operation + "\"" +
                     (threshold.load.empty() ? "" : " in load \"" + threshold.load + "\""),
                 suggestion(threshold.operation, operation_names));
    else if (metric.driver)
        at.fault("nothing that it selects uses the driver " +
                     std::string(workloads::driver_names[static_cast<std::size_t>(*metric.driver)]),
                 "op_duration is measured by every driver");
    return false;
}

std::optional<Comparison> take_comparison(std::string_view& text) {
    constexpr std::array<std::pair<std::string_view, Comparison>, 4> words = {
        {{"<=", Comparison::less_equal},
         {">=", Comparison::greater_equal},
         {"<", Comparison::less},
         {">", Comparison::greater}}};
    for (const auto& [word, comparison] : words) {
        if (!text.starts_with(word))
            continue;
        text.remove_prefix(word.size());
        return comparison;
    }
    return std::nullopt;
}

/// "p(99.9)" or a word; sets aggregation and percentile.
bool bind_aggregation(std::string_view word, MetricKind kind, Threshold& threshold) {
    constexpr std::array<std::pair<std::string_view, Aggregation>, 4> of_durations = {
        {{"avg", Aggregation::avg},
         {"min", Aggregation::min},
         {"med", Aggregation::med},
         {"max", Aggregation::max}}};
    constexpr std::array<std::pair<std::string_view, Aggregation>, 2> of_counts = {
        {{"rate", Aggregation::rate}, {"count", Aggregation::count}}};
    if (kind == MetricKind::recovery) {
        threshold.aggregation = Aggregation::max;
        return word == "max";
    }
    if (kind != MetricKind::duration) {
        for (const auto& [name, aggregation] : of_counts) {
            if (name != word)
                continue;
            threshold.aggregation = aggregation;
            return true;
        }
        return false;
    }
    for (const auto& [name, aggregation] : of_durations) {
        if (name != word)
            continue;
        threshold.aggregation = aggregation;
        return true;
    }
    if (!word.starts_with("p(") || !word.ends_with(")"))
        return false;
    const auto percentile = parse_number(word.substr(2, word.size() - 3));
    threshold.aggregation = Aggregation::percentile;
    threshold.percentile = percentile.value_or(-1.0);
    return threshold.percentile >= 0.0 && threshold.percentile <= 100.0;
}

bool is_time(MetricKind kind) {
    return kind == MetricKind::duration || kind == MetricKind::recovery;
}

std::string example_of(MetricKind kind) {
    switch (kind) {
        case MetricKind::duration:
            return "\"p(95)<50ms\", \"avg<10\"";
        case MetricKind::recovery:
            return "\"max<5s\"";
        case MetricKind::ratio:
            return "\"rate<0.01\", \"count<10\"";
        case MetricKind::count:
            break;
    }
    return "\"rate>100\", \"count>1000\"";
}

std::string statistics_of(MetricKind kind) {
    if (kind == MetricKind::recovery)
        return "only max, of all that befell it: ";
    return kind == MetricKind::duration ? "one of avg, min, med, max, p(N) with N from 0 to 100: "
                                        : "one of rate, count: ";
}

bool bind_limit(std::string_view text, MetricKind kind, Threshold& threshold) {
    auto limit = parse_number(text);
    if (!limit && is_time(kind)) {
        if (const auto duration = parse_duration(text))
            limit = to_ms(*duration);
    }
    threshold.limit = limit.value_or(-1.0);
    const bool is_ratio = kind == MetricKind::ratio && threshold.aggregation == Aggregation::rate;
    return threshold.limit >= 0.0 && (!is_ratio || threshold.limit <= 1.0);
}

bool bind_expression(const Value& at, MetricKind kind, Threshold& threshold) {
    const auto text = at.words(200);
    if (!text)
        return false;
    threshold.text = *text;
    const auto sign = text->find_first_of("<>");
    std::string_view rest =
        sign == std::string::npos ? std::string_view() : std::string_view(*text).substr(sign);
    const auto comparison = take_comparison(rest);
    const std::string example = example_of(kind);
    if (!comparison) {
        at.fault(shown(at.node()) + " compares nothing", "one of <, <=, >, >=: " + example);
        return false;
    }
    threshold.comparison = *comparison;
    if (!bind_aggregation(trimmed(std::string_view(*text).substr(0, sign)), kind, threshold)) {
        at.fault(shown(at.node()) + " begins with no statistic of " + threshold.metric,
                 statistics_of(kind) + example);
        return false;
    }
    if (bind_limit(trimmed(rest), kind, threshold))
        return true;
    at.fault(shown(at.node()) + " ends with no usable limit",
             is_time(kind)               ? "milliseconds, or a number with its unit: " + example
             : kind == MetricKind::ratio ? "a rate of errors is a ratio from 0 to 1: " + example
                                         : "a number that is not negative: " + example);
    return false;
}

/// A string, or k6's object around it.
bool bind_threshold(const Value& at, MetricKind kind, Threshold& threshold) {
    if (at.node().object() == nullptr)
        return bind_expression(at, kind, threshold);
    ObjectReader reader(at);
    const auto expression = reader.require("threshold", R"("p(95)<50ms")");
    const bool bound = expression && bind_expression(*expression, kind, threshold);
    if (const auto abort = reader.find("abortOnFail"))
        assign(threshold.abort_on_fail, abort->boolean());
    const auto delay = reader.find("delayAbortEval");
    if (delay)
        assign(threshold.delay_abort, delay->duration(Nanos{0}, std::chrono::hours(24)));
    const auto window = reader.find("window");
    if (window)
        threshold.window = window->duration(std::chrono::seconds(1), std::chrono::hours(24));
    for (const auto& value : {delay, window}) {
        if (value && !threshold.abort_on_fail)
            value->fault("only what may abort the run is evaluated while it goes on",
                         "add \"abortOnFail\": true");
    }
    if (kind == MetricKind::recovery && threshold.abort_on_fail)
        at.fault("a recovery is only known when the run is over",
                 "leave \"abortOnFail\" out, or judge the errors");
    if (threshold.metric == server_duration && threshold.abort_on_fail)
        at.fault("the server's own time is only judged when the run is over",
                 "leave \"abortOnFail\" out, or judge http_req_duration");
    reader.finish();
    return bound;
}

/// A recovery is a load's, after something that befell the run.
bool check_recovery(const Metric& metric, const Threshold& threshold,
                    const std::vector<MeanwhileSpec>& meanwhile, const Value& at) {
    if (metric.kind != MetricKind::recovery)
        return true;
    if (!threshold.operation.empty() || !threshold.phase.empty())
        at.fault("a recovery is that of a load", "write recovery_time{load:name}");
    if (std::ranges::none_of(meanwhile,
                             [](const MeanwhileSpec& one) { return is_outage(one.kind); }))
        at.fault("there is nothing to recover from",
                 "the scenario has neither a lock nor a fault in \"meanwhile\"");
    return true;
}

}  // namespace

std::vector<Threshold> bind_thresholds(const Value& value, const std::vector<LoadSpec>& loads,
                                       const std::vector<PhaseSpec>& phases,
                                       const std::vector<MeanwhileSpec>& meanwhile) {
    std::vector<Threshold> thresholds;
    auto reader = value.object();
    if (!reader)
        return thresholds;
    for (const auto& [key, member] : reader->members()) {
        Threshold common{};
        const Metric* metric = bind_metric(key, member, common);
        const bool meaningful = metric != nullptr && check_target(*metric, common, loads, member) &&
                                check_phase(common, phases, member) &&
                                check_recovery(*metric, common, meanwhile, member);
        for (const Value& item : member.items(1, 32)) {
            Threshold threshold = common;
            if (metric != nullptr && bind_threshold(item, metric->kind, threshold) && meaningful)
                thresholds.push_back(std::move(threshold));
        }
    }
    return thresholds;
}

}  // namespace sark::scenarios::language
