#include "scenarios/language/document_writer.hpp"

#include <array>

#include "scenarios/language/json_text.hpp"
#include "scenarios/language/meanwhile_binding.hpp"
#include "scenarios/language/node_values.hpp"
#include "scenarios/language/server_binding.hpp"
#include "scenarios/language/service_binding.hpp"
#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using workloads::Distribution;

void add_distribution(Node& node, const Distribution& distribution) {
    switch (distribution.kind) {
        case Distribution::Kind::uniform:
            node.set("distribution", text("uniform"));
            break;
        case Distribution::Kind::zipfian:
            node.set("distribution", text("zipfian"));
            node.set("theta", number(distribution.theta));
            break;
        case Distribution::Kind::sequential:
            node.set("distribution", text("sequential"));
            break;
        case Distribution::Kind::hotspot:
            node.set("distribution", text("hotspot"));
            node.set("hot_set", number(distribution.hot_set));
            node.set("hot_share", number(distribution.hot_share));
            break;
        case Distribution::Kind::latest:
            node.set("distribution", text("latest"));
            node.set("theta", number(distribution.theta));
            break;
    }
}

Node source(const workloads::KeyParameter& key) {
    Node node =
        object({{"key", text(workloads::entity_names[static_cast<std::size_t>(key.entity)])},
                {"count", whole(key.count)}});
    add_distribution(node, key.distribution);
    using Form = workloads::KeyParameter::Form;
    node.set("form", text(key.form == Form::id ? "id" : key.form == Form::name ? "name" : "index"));
    return node;
}

Node source(const workloads::IntegerParameter& integer) {
    Node node = object({{"integer", object({{"min", signed_whole(integer.min)},
                                            {"max", signed_whole(integer.max)}})}});
    add_distribution(node, integer.distribution);
    return node;
}

Node source(const workloads::ChoiceParameter& choice) {
    Node::Array weights;
    for (const double weight : choice.weights) weights.push_back(number(weight));
    return object({{"choice", texts(choice.values)}, {"weights", {std::move(weights), {}}}});
}

Node source(const workloads::UniqueParameter& unique) {
    if (unique.form == workloads::UniqueParameter::Form::uuid)
        return object({{"unique", text("uuid")}});
    Node node = object({{"unique", text("text")}});
    if (!unique.prefix.empty())
        node.set("prefix", text(unique.prefix));
    return node;
}

Node headers_of(const std::vector<std::pair<std::string, std::string>>& headers) {
    Node node = object();
    for (const auto& [name, value] : headers) node.set(name, text(value));
    return node;
}

Node request(const workloads::HttpOperation& http) {
    Node node = object({{"method", text(http.method)}, {"path", text(http.path)}});
    if (!http.headers.empty())
        node.set("headers", headers_of(http.headers));
    if (!http.body.empty())
        node.set("body", text(http.body));
    if (!http.repeat.empty())
        node.set("repeat", text(http.repeat));
    Node expect = object({{"status", whole(static_cast<std::uint64_t>(http.expect_status))}});
    if (!http.expect_contains.empty())
        expect.set("contains", text(http.expect_contains));
    if (!http.expect_excludes.empty())
        expect.set("excludes", text(http.expect_excludes));
    if (!http.expect_failure.empty())
        expect.set("failure", text(http.expect_failure));
    if (!http.expect_headers.empty())
        expect.set("headers", headers_of(http.expect_headers));
    node.set("expect", std::move(expect));
    return node;
}

Node request(const workloads::PostgresOperation& sql) {
    Node expect = object({{"rows_min", whole(sql.expect_rows_min)}});
    if (sql.expect_rows_max)
        expect.set("rows_max", whole(*sql.expect_rows_max));
    Node node = object({{"sql", text(sql.sql)},
                        {"arguments", texts(sql.arguments)},
                        {"audit_database", boolean(sql.audit_database)},
                        {"expect", std::move(expect)}});
    if (sql.connect_each)
        node.set("connect_each", boolean(true));
    return node;
}

Node request(const workloads::RedisOperation& redis) {
    using Expect = workloads::RedisOperation::Expect;
    Node expect = redis.expect == Expect::equals
                      ? object({{"equals", text(redis.expect_value)}})
                      : text(redis.expect == Expect::any       ? "any"
                             : redis.expect == Expect::not_nil ? "not_nil"
                                                               : "ok");
    return object({{"command", texts(redis.command)}, {"expect", std::move(expect)}});
}

Node request(const workloads::CoreOperation& core) {
    return object({{"call", text(core.call)}, {"arguments", texts(core.arguments)}});
}

Node operation(const workloads::OperationSpec& spec) {
    Node node = object({{"name", text(spec.name)}});
    if (!spec.summary.empty())
        node.set("summary", text(spec.summary));
    node.set("weight", number(spec.weight));
    if (!spec.parameters.empty()) {
        Node parameters = object();
        for (const auto& parameter : spec.parameters)
            parameters.set(parameter.name, std::visit([](const auto& kind) { return source(kind); },
                                                      parameter.source));
        node.set("parameters", std::move(parameters));
    }
    node.set(workloads::driver_names[spec.request.index()],
             std::visit([](const auto& kind) { return request(kind); }, spec.request));
    const auto* statement = std::get_if<workloads::PostgresOperation>(&spec.request);
    if (statement != nullptr && !statement->expect_plan.empty())
        node.set("plan", object({{"expect", text(statement->expect_plan)}}));
    return node;
}

template <class Stages, class Target>
Node stages(const Stages& list, Target target) {
    Node::Array items;
    for (const auto& stage : list)
        items.push_back(
            object({{"duration", duration(stage.duration)}, {"target", target(stage)}}));
    return {std::move(items), {}};
}

Node think_time(const workloads::ThinkTime& think) {
    using Kind = workloads::ThinkTime::Kind;
    if (think.kind == Kind::exponential)
        return object({{"exponential", duration(think.length)}});
    if (think.kind == Kind::uniform)
        return object({{"uniform", object({{"min", duration(think.length)},
                                           {"max", duration(think.longest)}})}});
    return duration(think.length);
}

void add_arrivals(Node& node, const LoadSpec& spec, const workloads::OpenArrivals& open,
                  const std::vector<PhaseSpec>& phases) {
    if (spec.executor == "constant-arrival-rate") {
        node.set("rate", number(open.start_rate));
        node.set("duration", duration(duration_of(spec.arrivals)));
    } else if (spec.executor == "phased-arrival-rate") {
        Node rates = object();
        // Level, jump, level, jump, level: every other stage is a phase.
        for (std::size_t i = 0; i < phases.size(); ++i)
            rates.set(phases[i].name, number(open.stages[2 * i].target_rate));
        node.set("rates", std::move(rates));
    } else {
        node.set("start_rate", number(open.start_rate));
        node.set("stages",
                 stages(open.stages, [](const auto& stage) { return number(stage.target_rate); }));
    }
    node.set("poisson", boolean(open.poisson));
    if (open.bursts)
        node.set("bursts", object({{"every", duration(open.bursts->every)},
                                   {"length", duration(open.bursts->length)},
                                   {"rate", number(open.bursts->rate)}}));
}

void add_users(Node& node, const LoadSpec& spec, const workloads::ClosedArrivals& closed) {
    if (closed.stages.empty()) {
        node.set("vus", whole(spec.connections));
        node.set("duration", duration(closed.duration));
    } else {
        node.set("start_vus", whole(closed.start_users));
        node.set("stages", stages(closed.stages,
                                  [](const auto& stage) { return whole(stage.target_users); }));
    }
    node.set("think_time", think_time(closed.think_time));
}

/// Connections, and what may be on its way on them.
void add_limits(Node& node, const LoadSpec& spec) {
    const bool closed = std::holds_alternative<workloads::ClosedArrivals>(spec.arrivals);
    if (!closed)
        node.set("connections", whole(spec.connections));
    if (spec.pipeline > 1) {
        node.set("pipeline", whole(spec.pipeline));
        if (spec.operations.front().driver() == workloads::DriverKind::postgres)
            node.set("sync", text(spec.sync_each ? "each" : "batch"));
    }
    if (closed)
        return;
    if (spec.max_in_flight > 0)
        node.set("max_in_flight", whole(spec.max_in_flight));
    node.set("overflow", text(spec.drop_overflow ? "drop" : "queue"));
}

Node load(const LoadSpec& spec, const std::vector<PhaseSpec>& phases) {
    Node node = object({{"executor", text(spec.executor)}});
    if (const auto* closed = std::get_if<workloads::ClosedArrivals>(&spec.arrivals)) {
        add_users(node, spec, *closed);
    } else if (const auto* trace = std::get_if<workloads::TraceArrivals>(&spec.arrivals)) {
        node.set("file", text(spec.trace_file));
        node.set("speed", number(trace->speed));
        node.set("duration", duration(trace->duration));
    } else {
        add_arrivals(node, spec, std::get<workloads::OpenArrivals>(spec.arrivals), phases);
    }
    add_limits(node, spec);
    if (!spec.prepared)
        node.set("prepared", boolean(false));
    if (spec.replica)
        node.set("replica", boolean(true));
    node.set("timeout", duration(spec.timeout));
    Node::Array operations;
    for (const auto& item : spec.operations) operations.push_back(operation(item));
    node.set("operations", {std::move(operations), {}});
    return node;
}

/// What is as usual is not written: documents of runs made before there was a choice say the same.
void add_skew(const workloads::DatasetSpec& rows, Node& dataset) {
    using Rows = workloads::DatasetSpec;
    for (const auto& [key, share] : {std::pair{"owner_theta", &Rows::owner_theta},
                                     {"rare_share", &Rows::rare_share},
                                     {"active_share", &Rows::active_share}})
        if (rows.*share != Rows().*share)
            dataset.set(key, number(rows.*share));
    for (const auto& [key, count] :
         {std::pair{"json_keys", &Rows::json_keys}, {"event_days", &Rows::event_days}})
        if (rows.*count != Rows().*count)
            dataset.set(key, whole(rows.*count));
}

Node environment(const EnvironmentSpec& spec) {
    const workloads::DatasetSpec& rows = spec.dataset;
    Node dataset = object({{"seed", whole(rows.seed)},
                           {"users", whole(rows.users)},
                           {"teams", whole(rows.teams)},
                           {"servers", whole(rows.servers)},
                           {"tools_per_server", whole(rows.tools_per_server)},
                           {"resources", whole(rows.resources)},
                           {"capabilities_per_resource", whole(rows.capabilities_per_resource)},
                           {"principals", whole(rows.principals)},
                           {"federation_nodes", whole(rows.federation_nodes)},
                           {"cost_rows", whole(rows.cost_rows)},
                           {"audit_rows", whole(rows.audit_rows)}});
    add_skew(rows, dataset);
    Node node = object({{"systems", texts(spec.systems)},
                        {"dataset", std::move(dataset)},
                        {"durable", boolean(spec.durable)}});
    if (spec.needs_api)
        node.set("api", object({{"threads", whole(spec.api_threads)}}));
    // What is not set here may come from the command line or the environment.
    Node pool = object();
    if (spec.pool.pool_size)
        pool.set("pool_size", whole(*spec.pool.pool_size));
    if (spec.pool.max_overflow)
        pool.set("max_overflow", whole(*spec.pool.max_overflow));
    if (spec.pool.timeout_s)
        pool.set("timeout", duration(from_seconds(*spec.pool.timeout_s)));
    if (spec.pool.recycle_s)
        pool.set("recycle", duration(from_seconds(*spec.pool.recycle_s)));
    if (spec.pool.pre_ping)
        pool.set("pre_ping", boolean(*spec.pool.pre_ping));
    if (spec.pool.echo_pool)
        pool.set("echo_pool", boolean(*spec.pool.echo_pool));
    if (!pool.object()->empty())
        node.set("pool", std::move(pool));
    Node audit = object();
    if (spec.audit.ack)
        audit.set("ack", text(ack_level_names[static_cast<std::size_t>(*spec.audit.ack)]));
    if (spec.audit.overflow)
        audit.set("overflow",
                  text(audit_overflow_names[static_cast<std::size_t>(*spec.audit.overflow)]));
    if (spec.audit.batch_size)
        audit.set("batch_size", whole(*spec.audit.batch_size));
    if (spec.audit.queue)
        audit.set("queue", whole(*spec.audit.queue));
    if (!audit.object()->empty())
        node.set("audit", std::move(audit));
    write_server(spec, node);
    write_services(spec, node);
    return node;
}

Node written(const Threshold& threshold) {
    if (!threshold.abort_on_fail)
        return text(threshold.text);
    Node node = object({{"threshold", text(threshold.text)},
                        {"abortOnFail", boolean(true)},
                        {"delayAbortEval", duration(threshold.delay_abort)}});
    if (threshold.window)
        node.set("window", duration(*threshold.window));
    return node;
}

Node thresholds(const std::vector<Threshold>& list) {
    Node node = object();
    for (const Threshold& threshold : list) {
        std::string selectors;
        if (!threshold.operation.empty())
            selectors = "operation:" + threshold.operation;
        if (!threshold.load.empty())
            selectors += (selectors.empty() ? "" : ",") + ("load:" + threshold.load);
        if (!threshold.phase.empty())
            selectors += (selectors.empty() ? "" : ",") + ("phase:" + threshold.phase);
        const std::string key = threshold.metric + (selectors.empty() ? "" : "{" + selectors + "}");
        if (node.find(key) == nullptr)
            node.set(key, Node{Node::Array{}, {}});
        node.find(key)->array()->push_back(written(threshold));
    }
    return node;
}

}  // namespace

std::string write_document(const Scenario& scenario) {
    Node document = object({{"name", text(scenario.name)}});
    if (!scenario.description.empty())
        document.set("description", text(scenario.description));
    document.set("seed", whole(scenario.seed));
    document.set("threads", whole(scenario.threads));
    document.set("warmup", duration(scenario.warmup));
    document.set("drain", duration(scenario.drain));
    constexpr std::array<std::string_view, 3> waits = {"sleep", "hybrid", "spin"};
    document.set("wait", text(waits[static_cast<std::size_t>(scenario.wait)]));
    if (!scenario.phases.empty()) {
        Node::Array phases;
        for (const PhaseSpec& phase : scenario.phases)
            phases.push_back(
                object({{"name", text(phase.name)}, {"duration", duration(phase.duration)}}));
        document.set("phases", {std::move(phases), {}});
    }
    document.set("environment", environment(scenario.environment));
    Node loads = object();
    for (const LoadSpec& spec : scenario.loads) loads.set(spec.name, load(spec, scenario.phases));
    document.set("load", std::move(loads));
    if (!scenario.meanwhile.empty())
        document.set("meanwhile", written_meanwhile(scenario.meanwhile));
    if (!scenario.thresholds.empty())
        document.set("thresholds", thresholds(scenario.thresholds));
    if (!scenario.sla_profiles.empty())
        document.set("sla", texts(scenario.sla_profiles));
    if (!scenario.tolerances.empty()) {
        Node tolerance = object();
        for (const MetricTolerance& one : scenario.tolerances)
            tolerance.set(one.metric, one.share > bare_share_max
                                          ? text(format_number(one.share * 100.0) + "%")
                                          : number(one.share));
        document.set("tolerance", std::move(tolerance));
    }
    return write_json(document, Layout::indented);
}

}  // namespace sark::scenarios::language
