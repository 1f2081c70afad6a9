#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reports/planning/model_basis.hpp"
#include "reports/planning/plan.hpp"
#include "reports/planning/plan_findings.hpp"
#include "reports/planning/reference_sizes.hpp"

namespace sark::reports::planning {

namespace {

Error bad(std::string what, std::string where, std::string hint) {
    return {Errc::invalid_argument, std::move(what), std::move(where), std::move(hint)};
}

/// What one pod holds, what it answers at most, and how long it takes to start.
Result<void> find_pod(const PlanRequest& request, Plan& plan) {
    if (request.per_pod_per_s) {
        plan.per_pod = stated(*request.per_pod_per_s, "req/s", "--per-pod");
        plan.saturation =
            assumed(*request.per_pod_per_s, "req/s", "the same as a pod holds; give --capacity");
    } else if (request.capacity) {
        const CapacityFigures& figures = *request.capacity;
        plan.per_pod = measured(figures.holds_per_s, "req/s", figures.source);
        plan.saturation =
            measured(figures.breaks_per_s.value_or(figures.holds_per_s), "req/s", figures.source);
    } else {
        return bad("nothing says what one pod holds", "plan",
                   "give the result of sark-bench capacity with --capacity, or state --per-pod");
    }
    plan.startup = request.startup_stated
                       ? stated(request.startup_s, "s", "--startup")
                       : assumed(request.startup_s, "s", "a guess; state --startup");
    return {};
}

void plan_replicas(const PlanRequest& request, Plan& plan) {
    plan.policy = request.policy;
    plan.day = request.day ? *request.day : *built_in_day("office", request.target.rate.value);
    plan.steady_replicas = replicas_for(request.target.rate.value, plan.per_pod.value);
    PodCapacity pod{plan.per_pod.value, plan.saturation.value, plan.startup.value,
                    request.memory_share};
    plan.hpa = simulate_hpa(request.policy, pod, plan.day);
    plan.pods = std::max<std::uint64_t>(
        plan.hpa.most, std::min<std::uint64_t>(plan.steady_replicas, request.policy.max_replicas));
}

PlannedBudget budget_for(std::string name, std::uint64_t pods, const PlanRequest& request,
                         PoolSize pool) {
    PoolRequest pools = request.pools;
    pools.pods = pods;
    pools.pool = pool;
    return {std::move(name), budget_of(pools)};
}

/// The budgets, and whether PgBouncer stands between.
void plan_pools(const PlanRequest& request, Plan& plan) {
    plan.budgets = {
        budget_for("the plan's pods", plan.pods, request, request.pools.pool),
        budget_for("the autoscaler's limit", request.policy.max_replicas, request,
                   request.pools.pool),
        budget_for("the plan's pods, audit database", plan.pods, request, request.audit_pool)};
    const ConnectionBudget& main = plan.budgets[0].budget;
    const ConnectionBudget& limit = plan.budgets[1].budget;
    plan.documented_row = &sizing_for(request.target.rate.value);
    plan.bouncer = main.bouncer || !limit.fits || !plan.budgets[2].budget.fits;
    plan.bouncer_reasons = main.bouncer_reasons;
    if (plan.bouncer && !main.bouncer)
        plan.bouncer_reasons = {fmt::format(
            "the autoscaler may run {} pods, whose {} connections are more than max_connections "
            "{}; with --max-replicas {} it could be left out",
            limit.request.pods, limit.total, limit.request.max_connections,
            limit.pods_fit.value_or(0))};
    plan.max_connections =
        plan.bouncer ? request.pools.max_connections
                     : std::max(main.advised_max_connections, request.pools.max_connections);
}

/// PgBouncer's own sizes, once it is known how many connections the load keeps busy.
void plan_bouncer(const PlanRequest& request, Plan& plan) {
    if (!plan.bouncer)
        return;
    double busy = 0.0;
    for (const ModelRow& row : plan.model)
        if (row.planned)
            busy = row.result.busy_connections;
    constexpr double room = 1.5;  // for what lies above the mean
    const ConnectionBudget& main = plan.budgets[0].budget;
    const ConnectionBudget& limit = plan.budgets[1].budget;
    BouncerSettings found = bouncer_settings(limit.total > main.total ? limit : main, room * busy);
    found.databases = request.bouncer.databases;
    found.listen_host = request.bouncer.listen_host;
    found.listen_port = request.bouncer.listen_port;
    found.auth_file = request.bouncer.auth_file;
    plan.bouncer_settings = found;
    plan.bouncer_ini = pgbouncer_ini(found);
}

/// The mean of the day where only its peak is known.
Figure mean_of_day(const Figure& peak, const LoadDay& day) {
    const double share = day.arrivals() / day.length_s() / day.peak_per_s();
    return computed(
        peak.value * share, peak.unit,
        fmt::format("peak {:.0f} x {:.3g}, the day's mean over its peak", peak.value, share));
}

void plan_storage(const PlanRequest& request, Plan& plan) {
    const auto& sizes = request.row_sizes;
    const double servers = request.target.servers.value;
    const Figure tools = tools_per_server(sizes);
    plan.storage = storage_growth(
        {{"audit_events", row_size(sizes, "audit_events"),
          mean_of_day(request.target.audit_events, plan.day), request.retention_days}},
        {{"mcp_servers", row_size(sizes, "mcp_servers"), request.target.servers},
         {"mcp_tools", row_size(sizes, "mcp_tools"),
          computed(servers * tools.value, "rows",
                   fmt::format("{:.0f} servers x {:.3g} tools ({})", servers, tools.value,
                               source_text(tools)))}});
}

void plan_redis(const PlanRequest& request, Plan& plan) {
    const double rate = request.target.rate.value;
    const double hit = request.target.cache_hit_rate.value;
    const double servers = request.target.servers.value;
    constexpr double decision_ttl_s = 60.0;  // S003-CACHE-02
    constexpr double detail_ttl_s = 300.0;   // S002-RC-01
    const auto missed = [&](double ttl_s, double keys, std::string_view row) {
        return computed(live_entries(rate, hit, ttl_s, keys), "entries",
                        fmt::format("{:.0f} req/s x {:.2g} missed x {:.0f} s ({})", rate, 1.0 - hit,
                                    ttl_s, row));
    };
    plan.redis = redis_memory(
        {{"policy decisions", missed(decision_ttl_s, 1e12, "S003-CACHE-02"),
          entry_size(request.entry_sizes, "policy:decision")},
         {"user attributes", missed(decision_ttl_s, 1e12, "S003-CACHE-02"),
          entry_size(request.entry_sizes, "policy:attributes")},
         {"server details", missed(detail_ttl_s, servers, "S002-RC-01, at most one per server"),
          entry_size(request.entry_sizes, "cache:response")}});
}

void plan_latency(const PlanRequest& request, const std::optional<PodModel>& model, Plan& plan) {
    if (!model)
        return;
    std::vector<std::uint32_t> counts = request.model_pods;
    const auto planned = static_cast<std::uint32_t>(plan.pods);
    counts.push_back(planned);
    std::ranges::sort(counts);
    counts.erase(std::ranges::unique(counts).begin(), counts.end());
    for (const std::uint32_t pods : counts) {
        PodModel asked = *model;
        asked.pods = pods;
        ModelRow row;
        row.pods = pods;
        row.planned = pods == planned;
        row.rate_per_s = asked.rate_per_s;
        row.per_pod_per_s = asked.rate_per_s / static_cast<double>(pods);
        row.result = simulate(asked);
        row.p50_ms = 1e3 * row.result.p50_s;
        row.p95_ms = 1e3 * row.result.p95_s;
        row.p99_ms = 1e3 * row.result.p99_s;
        row.mean_pool_wait_ms = 1e3 * row.result.mean_pool_wait_s;
        if (asked.pod_measured && !row.result.overloaded) {
            const TimesByRate::Point at = asked.pod_measured->at(pod_rate_of(asked));
            row.p95_low_ms = row.p95_ms * at.lowest;
            row.p95_high_ms = row.p95_ms * at.highest;
        }
        row.within_limit = !row.result.overloaded && row.p95_ms <= request.target.p95_ms.value;
        plan.model.push_back(row);
    }
}

/// What the model takes from a capacity run, where it takes it.
void list_model_inputs(const PlanRequest& request, Plan& plan) {
    if (!request.capacity || request.service_s || !plan.model_basis.simulated)
        return;
    const CapacityFigures& figures = *request.capacity;
    const auto mean_ms = [](const workloads::Histogram& histogram) {
        return 1e-6 * histogram.mean_ns().value_or(0.0);
    };
    for (const CapacityFigures::Paced& paced : figures.paced)
        plan.inputs.emplace_back(
            fmt::format("p95 of an answer at {:.4g}/s", paced.per_s),
            measured(1e3 * to_seconds(paced.answers.quantile(0.95).value_or(Nanos{0})), "ms",
                     figures.source));
    if (!figures.paced.empty() || !figures.service)
        return;
    plan.inputs.emplace_back("service time of a request where a pod holds, mean",
                             measured(mean_ms(*figures.service), "ms", figures.source));
    if (figures.alone)
        plan.inputs.emplace_back("service time of a request alone, mean",
                                 measured(mean_ms(*figures.alone), "ms", figures.source));
    if (!figures.usl)
        return;
    const std::string source = "USL fit of the " + figures.source;
    plan.inputs.emplace_back("requests of one user at a time (lambda)",
                             measured(figures.usl->lambda, "req/s", source));
    plan.inputs.emplace_back("contention (alpha)",
                             measured(figures.usl->contention.alpha, "", source));
    plan.inputs.emplace_back("coherency (beta)",
                             measured(figures.usl->contention.beta, "", source));
}

void list_inputs(const PlanRequest& request, Plan& plan) {
    const PlanTarget& target = plan.target;
    const auto documented_or = [](bool is_stated, double value, std::string unit,
                                  std::string option, std::string row) {
        return is_stated ? stated(value, std::move(unit), std::move(option))
                         : documented(value, std::move(unit), std::move(row));
    };
    plan.inputs = {
        {"requests at the peak", target.rate},
        {"servers", target.servers},
        {"audit events at the peak", target.audit_events},
        {"database queries at the peak", target.database_queries},
        {"cache hit rate", target.cache_hit_rate},
        {"p95 of the API, at most", target.p95_ms},
        {"one pod holds", plan.per_pod},
        {"one pod saturates at", plan.saturation},
        {"start of a pod", plan.startup},
        {"pool size per pod",
         documented_or(request.pool_stated, request.pools.pool.base, "", "--pool-size",
                       "S001-POOL-01, S002-POOL-01, S003-POOL-01")},
        {"max overflow per pod",
         documented_or(request.pool_stated, request.pools.pool.overflow, "", "--max-overflow",
                       "S001-POOL-01, S002-POOL-01, S003-POOL-01")},
        {"reserved connections", documented_or(request.pools.reserved != PoolRequest{}.reserved,
                                               static_cast<double>(request.pools.reserved), "",
                                               "--reserved", "S001-SLA-16")},
        {"max_connections", documented_or(request.max_connections_stated,
                                          static_cast<double>(request.pools.max_connections), "",
                                          "--max-connections", "S000-CFG-01, S003-CFG-01")},
        {"retention of audit events", request.retention_days}};
    list_model_inputs(request, plan);
}

Result<void> check(const PlanRequest& request) {
    if (!(request.target.rate.value > 0.0))
        return bad("the rate is not above 0", "--rate", "state requests per second");
    if (request.target.servers.value < 0.0 || request.target.audit_events.value < 0.0)
        return bad("a negative target", "--servers, --audit-events", "state 0 or more");
    if (request.pools.pool.most() == 0)
        return bad("a pool without connections", "--pool-size", "state at least 1");
    if (request.policy.min_replicas < 1 ||
        request.policy.min_replicas > request.policy.max_replicas)
        return bad("min replicas above max replicas, or below 1", "--min-replicas, --max-replicas",
                   "1 <= min <= max");
    if (const std::string word = bouncer_fault(request.bouncer); !word.empty())
        return bad("cannot stand in pgbouncer.ini: " + word, "--pgbouncer-…",
                   "leave out blanks, quotes and signs");
    return {};
}

}  // namespace

Result<Plan> make_plan(const PlanRequest& request) {
    if (auto checked = check(request); !checked)
        return checked.error();
    Plan plan;
    plan.target = request.target;
    if (auto found = find_pod(request, plan); !found)
        return found.error();
    plan_replicas(request, plan);
    plan_pools(request, plan);
    ChosenModel chosen = choose_model(request, plan.per_pod.value, plan.saturation.value);
    plan.model_basis = chosen.basis;
    if (chosen.model && chosen.model->database && plan.bouncer)
        chosen.model->database->pool = plan.bouncer_settings.app_pool;
    plan_latency(request, chosen.model, plan);
    plan_bouncer(request, plan);
    plan_storage(request, plan);
    plan_redis(request, plan);
    PoolRequest scope = request.pools;
    scope.pods = plan.pods;
    plan.contradictions =
        contradictions({scope, request.target.rate.value, request.policy.max_replicas, true, true});
    list_inputs(request, plan);
    plan.findings = findings_of(request, plan);
    const auto has = [&](Severity severity) {
        return std::ranges::any_of(plan.findings, [&](const PlanFinding& finding) {
            return finding.severity == severity;
        });
    };
    plan.fits = !has(Severity::problem);
    plan.confident = !has(Severity::care);
    return plan;
}

}  // namespace sark::reports::planning
