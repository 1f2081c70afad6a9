#include "reports/planning/plan_view.hpp"

#include <fmt/format.h>

#include "reports/planning/plan_text.hpp"

namespace sark::reports::planning {

namespace {

std::string yes_no(bool yes) {
    return yes ? "yes" : "no";
}

std::vector<std::string> headlines_of(const Plan& plan) {
    const HpaDay& day = plan.hpa;
    const ConnectionBudget& direct = plan.budgets[0].budget;
    const BouncerSettings& behind = plan.bouncer_settings;
    std::vector<std::string> lines = {
        fmt::format("Pods: {} at the peak (one holds {}); over the day {} to {}, {:.0f} pod-hours.",
                    plan.pods, figure_text(plan.per_pod), day.fewest, day.most, day.pod_hours)};
    if (plan.bouncer) {
        lines.push_back(
            fmt::format("Pools: {} + {} per pod, behind PgBouncer ({} + {} without it would be {} "
                        "connections).",
                        behind.app_pool.base, behind.app_pool.overflow, direct.request.pool.base,
                        direct.request.pool.overflow, direct.total));
        lines.push_back(
            fmt::format("PgBouncer: yes, {} server connections of max_connections {}; "
                        "pgbouncer.ini is beside this page.",
                        behind.max_db_connections, plan.max_connections));
    } else {
        lines.push_back(
            fmt::format("Pools: {} + {} per pod, {} connections in all; max_connections {}.",
                        direct.request.pool.base, direct.request.pool.overflow, direct.total,
                        plan.max_connections));
        lines.emplace_back("PgBouncer: no.");
    }
    lines.push_back(
        fmt::format("Redis: maxmemory {}.", redis_memory_text(plan.redis.maxmemory_bytes)));
    lines.push_back(fmt::format("Storage: {} a day, {} once the retention is full.",
                                bytes_text(plan.storage.bytes_per_day),
                                bytes_text(plan.storage.bytes)));
    for (const ModelRow& row : plan.model)
        if (row.planned && !row.result.overloaded)
            lines.push_back(fmt::format("Latency in the model: p95 {}, p99 {} (p95 at most {}).",
                                        milliseconds_text(row.result.p95_s),
                                        milliseconds_text(row.result.p99_s),
                                        figure_text(plan.target.p95_ms)));
    return lines;
}

PlanSection replicas_section(const Plan& plan) {
    const HpaPolicy& policy = plan.policy;
    PlanSection section{
        "replicas",
        "Replicas over the day",
        {fmt::format("The autoscaler of S003-HPA-01 ({} to {} pods, CPU {:.0f} %{}; up {:.0f} % "
                     "per {:.0f} s, down {:.0f} % per {:.0f} s after {:.0f} s) played against {}.",
                     policy.min_replicas, policy.max_replicas, 100.0 * policy.cpu_target,
                     policy.rate_target ? fmt::format(", {:.0f} req/s per pod", *policy.rate_target)
                                        : std::string(),
                     policy.up.percent, policy.up.period_s, policy.down.percent,
                     policy.down.period_s, policy.down.stabilization_s, plan.day.name),
         "CPU is taken to grow with the answered requests, all of it used where a pod saturates."},
        {"What", "#Figure"},
        {}};
    const HpaDay& day = plan.hpa;
    section.rows = {{"pods that a steady peak needs", std::to_string(plan.steady_replicas)},
                    {"fewest pods", std::to_string(day.fewest)},
                    {"most pods", std::to_string(day.most)},
                    {"changes", std::to_string(day.changes)},
                    {"pod-hours", count_text(day.pod_hours)},
                    {"at the maximum", duration_text(day.at_limit_s)},
                    {"in breach: more load than the ready pods hold", duration_text(day.breach_s)},
                    {"of that while scaling up", duration_text(day.breach_scaling_s)},
                    {"longest breach", duration_text(day.longest_breach_s)},
                    {"requests of the day in breach", percent_text(day.arrivals_in_breach)}};
    return section;
}

PlanSection course_section(const Plan& plan) {
    PlanSection section{"course",
                        "The day's changes of replicas",
                        {},
                        {"Time", "#Requests/s", "#Pods", "#Ready", "#Wanted", "Held back by"},
                        {}};
    std::uint32_t last = 0;
    std::size_t left_out = 0;
    constexpr std::size_t shown_most = 40;
    for (const HpaMoment& moment : plan.hpa.moments) {
        if (moment.replicas == last)
            continue;
        last = moment.replicas;
        if (section.rows.size() == shown_most) {
            ++left_out;
            continue;
        }
        section.rows.push_back({clock_text(moment.at_s), count_text(moment.rate_per_s),
                                std::to_string(moment.replicas), std::to_string(moment.ready),
                                std::to_string(moment.desired), limit_text(moment.limited_by)});
    }
    if (left_out > 0)
        section.notes.push_back(fmt::format("{} later changes are in plan.json.", left_out));
    return section;
}

std::vector<std::string> budget_row(const std::string& name, const ConnectionBudget& budget) {
    return {name,
            std::to_string(budget.request.pods),
            fmt::format("{} + {}", budget.request.pool.base, budget.request.pool.overflow),
            std::to_string(budget.request.reserved),
            std::to_string(budget.total),
            std::to_string(budget.request.max_connections),
            percent_text(budget.headroom.free_share),
            percent_text(budget.headroom.ratio),
            budget.pods_fit ? std::to_string(*budget.pods_fit) : "-",
            std::to_string(budget.advised_max_connections),
            yes_no(budget.fits)};
}

PlanSection connections_section() {
    return {"connections",
            "Connections",
            {"Total = pods x pool size + pods x max overflow + reserved (S001-FRM-01)."},
            {"For", "#Pods", "#Pool", "#Reserved", "#Total", "#max_connections", "#Free",
             "#Max / total", "#Pods that fit", "#Advised max", "Fits"},
            {}};
}

PlanSection bouncer_section(bool bouncer, const std::vector<std::string>& reasons) {
    PlanSection section{"pgbouncer", bouncer ? "PgBouncer: yes" : "PgBouncer: no", reasons, {}, {}};
    if (bouncer)
        section.notes.emplace_back(
            "Behind it applications must not use named prepared statements before PgBouncer 1.21, "
            "and the statement timeout is set by connect_query, since PgBouncer drops the "
            "applications' own (S001-POOL-05, E-08).");
    return section;
}

PlanSection redis_section(const Plan& plan) {
    PlanSection section{
        "redis",
        "Redis memory",
        {fmt::format(
            "{} of entries; maxmemory {} leaves a quarter for fragmentation. S003-REDIS-01 "
            "documents {}.",
            bytes_text(plan.redis.bytes), redis_memory_text(plan.redis.maxmemory_bytes),
            redis_memory_text(plan.redis.documented_maxmemory_bytes))},
        {"Entries", "#Number", "#Each", "#Together", "Number is", "Size is"},
        {}};
    for (const CacheMemory& memory : plan.redis.kinds)
        section.rows.push_back({memory.kind.name, count_text(memory.kind.entries.value),
                                bytes_text(memory.kind.bytes_per_entry.value),
                                bytes_text(memory.bytes), source_text(memory.kind.entries),
                                source_text(memory.kind.bytes_per_entry)});
    return section;
}

PlanSection storage_section(const Plan& plan) {
    const CompressedClaim& claim = plan.storage.compressed;
    PlanSection section{
        "storage",
        "Storage",
        {fmt::format("{} a day, {} once the retention is full. With the compression that "
                     "S001-SLA-17 claims ({:.0f} % after {:.0f} days; not measured here) {}.",
                     bytes_text(plan.storage.bytes_per_day), bytes_text(plan.storage.bytes),
                     100.0 * claim.saving, claim.compress_after_days, bytes_text(claim.bytes))},
        {"Table", "#Row with indexes", "#Rows/s", "#Kept", "#Rows", "#A day", "#Full", "Size is",
         "Rate is"},
        {}};
    for (const TableStorage& table : plan.storage.tables)
        section.rows.push_back({table.name, bytes_text(table.bytes_per_row.value),
                                table.rows_per_s ? count_text(table.rows_per_s->value) : "-",
                                table.retention_days ? figure_text(*table.retention_days) : "-",
                                count_text(table.rows), bytes_text(table.bytes_per_day),
                                bytes_text(table.bytes), source_text(table.bytes_per_row),
                                table.rows_per_s ? source_text(*table.rows_per_s) : "-"});
    return section;
}

/// "12 ms (10 to 15)": with what the windows of that load came to.
std::string p95_text(const ModelRow& row) {
    std::string text = milliseconds_text(row.result.p95_s);
    if (row.p95_low_ms && row.p95_high_ms)
        text +=
            fmt::format(" ({} to {})", count_text(*row.p95_low_ms), count_text(*row.p95_high_ms));
    return text;
}

PlanSection latency_section(const Plan& plan) {
    PlanSection section{
        "latency",
        "Latency in the model",
        {"A simulation, not a measurement: requests come at random, go to a pod drawn at random, "
         "which has its CPU for itself, and on to the database that all pods share.",
         "Pods: " + plan.model_basis.pods + "."},
        {"Pods", "#Requests/s per pod", "#p50", "#p95", "#p99", "#Waits for pool",
         "#Connections in use", "Verdict"},
        {}};
    if (!plan.model_basis.simulated)
        section.notes.erase(section.notes.begin());
    else
        section.notes.push_back("Database: " + plan.model_basis.database + ".");
    for (const ModelRow& row : plan.model) {
        const PodModelResult& result = row.result;
        const std::string pods = fmt::format("{}{}", row.pods, row.planned ? " (the plan)" : "");
        if (result.overloaded) {
            section.rows.push_back({pods, count_text(row.per_pod_per_s), "-", "-", "-", "-", "-",
                                    "does not carry it"});
            continue;
        }
        section.rows.push_back(
            {pods, count_text(row.per_pod_per_s), milliseconds_text(result.p50_s), p95_text(row),
             milliseconds_text(result.p99_s), milliseconds_text(result.mean_pool_wait_s),
             count_text(result.busy_connections),
             row.within_limit ? "within the limit" : "beyond the limit"});
    }
    return section;
}

PlanSection contradictions_section(const std::vector<Contradiction>& contradictions) {
    PlanSection section{"contradictions",
                        "Contradictions of the documents",
                        {"Where two of the seeds disagree, and whether a figure of this plan is "
                         "one of theirs."},
                        {"Row", "About", "One says", "The other says", "What is done", "Touched"},
                        {}};
    for (const Contradiction& one : contradictions)
        section.rows.push_back({one.id, one.what,
                                fmt::format("{} ({})", one.one.text, one.one.source),
                                fmt::format("{} ({})", one.other.text, one.other.source),
                                one.resolution, yes_no(one.touches)});
    return section;
}

PlanSection inputs_section(const Plan& plan) {
    PlanSection section{
        "inputs", "What this rests on", {}, {"Figure", "#Value", "Where it is from"}, {}};
    for (const auto& [name, figure] : plan.inputs)
        section.rows.push_back({name, figure_text(figure), source_text(figure)});
    return section;
}

}  // namespace

PlanSection sizing_section() {
    PlanSection section{
        "sizing",
        "Sizing by load (S001-SLA-12..15)",
        {fmt::format("For {} pods; the total leaves the reserved connections out, "
                     "as the document does.",
                     sizing_pods)},
        {"Workload", "Load", "#Pool size", "#Max overflow", "#Total (4 pods)", "#max_connections"},
        {}};
    for (const SizingRow& row : documented_sizing())
        section.rows.push_back({std::string(row.workload), load_text(row),
                                std::to_string(row.pool.base), std::to_string(row.pool.overflow),
                                std::to_string(total_connections(sizing_pods, row.pool, 0)),
                                std::to_string(row.documented_max_connections)});
    return section;
}

PlanView view_of(const Plan& plan) {
    PlanView view;
    view.title =
        fmt::format("Plan for {}: {} req/s, {} servers, {} audit events/s", plan.target.name,
                    count_text(plan.target.rate.value), count_text(plan.target.servers.value),
                    count_text(plan.target.audit_events.value));
    view.verdict = !plan.fits ? "does not fit" : plan.confident ? "fits" : "fits, with care";
    view.mark = !plan.fits ? "fail" : plan.confident ? "pass" : "inconclusive";
    // What reaches the server, which is not what the pods would open without PgBouncer.
    view.summary = plan.bouncer ? fmt::format("{} pods, {} connections through PgBouncer",
                                              plan.pods, plan.bouncer_settings.max_db_connections)
                                : fmt::format("{} pods, {} connections, no PgBouncer", plan.pods,
                                              plan.budgets[0].budget.total);
    view.headlines = headlines_of(plan);
    for (const PlanFinding& finding : plan.findings)
        view.findings.emplace_back(name_of(finding.severity), finding.text);
    PlanSection connections = connections_section();
    for (const PlannedBudget& planned : plan.budgets)
        connections.rows.push_back(budget_row(planned.name, planned.budget));
    connections.notes.push_back(
        fmt::format("S001-SLA-12..15 would give a pod {} + {} at this rate ({}, {}).",
                    plan.documented_row->pool.base, plan.documented_row->pool.overflow,
                    plan.documented_row->workload, load_text(*plan.documented_row)));
    view.sections = {replicas_section(plan), latency_section(plan),
                     std::move(connections), bouncer_section(plan.bouncer, plan.bouncer_reasons),
                     redis_section(plan),    storage_section(plan),
                     inputs_section(plan),   contradictions_section(plan.contradictions),
                     course_section(plan)};
    return view;
}

PlanView view_of_pools(const ConnectionBudget& budget,
                       const std::vector<Contradiction>& contradictions) {
    PlanView view;
    view.title = fmt::format("Connections of {} pods", budget.request.pods);
    view.verdict = budget.fits ? "fits" : "does not fit";
    view.mark = budget.fits ? "pass" : "fail";
    view.summary = fmt::format("{} x {} + {} x {} + {} = {} connections", budget.request.pods,
                               budget.request.pool.base, budget.request.pods,
                               budget.request.pool.overflow, budget.request.reserved, budget.total);
    view.headlines = {fmt::format(
        "{} of max_connections {}: {} stay free; max_connections is {} of what is used.",
        budget.total, budget.request.max_connections, percent_text(budget.headroom.free_share),
        percent_text(budget.headroom.ratio))};
    PlanSection connections = connections_section();
    connections.rows.push_back(budget_row("these pods", budget));
    view.sections = {std::move(connections),
                     bouncer_section(budget.bouncer, budget.bouncer_reasons),
                     contradictions_section(contradictions)};
    return view;
}

}  // namespace sark::reports::planning
