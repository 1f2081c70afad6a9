#include "reports/planning/plan_findings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace sark::reports::planning {

std::string_view name_of(Severity severity) noexcept {
    constexpr std::array<std::string_view, 3> names = {"note", "care", "problem"};
    return names[static_cast<std::size_t>(severity)];
}

namespace {

class Findings {
 public:
    Findings(const PlanRequest& request, const Plan& plan) : request_(request), plan_(plan) {}

    std::vector<PlanFinding> all() && {
        if (request_.capacity)
            about_capacity(*request_.capacity, "capacity");
        if (request_.database)
            about_capacity(*request_.database, "database_capacity");
        about_replicas();
        about_connections();
        about_model();
        about_sizes();
        std::ranges::stable_sort(found_, std::greater<>(), &PlanFinding::severity);
        return std::move(found_);
    }

 private:
    void add(Severity severity, std::string code, std::string text) {
        found_.push_back({severity, std::move(code), std::move(text)});
    }

    void about_capacity(const CapacityFigures& figures, const std::string& prefix) {
        if (!figures.confirmed)
            add(Severity::care, prefix + "_unconfirmed",
                fmt::format("{}: the rate was not confirmed in a longer window ({}); a pod may "
                            "hold less",
                            figures.source, figures.outcome));
        if (!figures.breaks_per_s)
            add(Severity::care, prefix + "_open",
                fmt::format("{}: no rate was found that breaks the SLA, so saturation is taken "
                            "to begin at {:.0f}/s",
                            figures.source, figures.holds_per_s));
        if (!figures.usl)
            add(figures.paced.empty() ? Severity::care : Severity::note, prefix + "_usl_refused",
                fmt::format("{}: the USL fit was refused ({}); the model {}", figures.source,
                            figures.usl_refused,
                            figures.paced.empty() ? "knows no contention" : "does not need it"));
        if (figures.shares_host)
            add(Severity::note, prefix + "_shared_host",
                fmt::format("{}: the target shared its host with the load generator, so a pod of "
                            "its own may hold more",
                            figures.source));
    }

    /// The day takes a pod that saturates to use all of its CPU.
    void about_cpu_metric(const CapacityFigures& figures) {
        const std::string& by = figures.limited_by;
        if (by != "pool" && by != "connections" && by != "target")
            return;
        add(Severity::care, "cpu_metric_unreachable",
            fmt::format("{}: not its CPU but {} limited the pod: the metric of {:.0f} % CPU may "
                        "never ask for more pods, though the day takes all of it to be used where "
                        "a pod saturates; scale by requests, {:.0f} per second and pod",
                        figures.source,
                        by == "target" ? "something inside that cannot be seen from outside"
                        : by == "pool" ? "its pool of connections"
                                       : "what it serves at a time",
                        100.0 * plan_.policy.cpu_target,
                        plan_.per_pod.value * plan_.policy.cpu_target));
    }

    void about_replicas() {
        if (request_.capacity)
            about_cpu_metric(*request_.capacity);
        const auto most = std::uint64_t{plan_.policy.max_replicas};
        if (plan_.steady_replicas > most)
            add(Severity::problem, "too_few_replicas",
                fmt::format(
                    "{:.0f} req/s need {} pods at {:.0f}/s each, the autoscaler stops at {}",
                    plan_.target.rate.value, plan_.steady_replicas, plan_.per_pod.value, most));
        if (plan_.policy.rate_target &&
            plan_.saturation.value < *plan_.policy.rate_target * (1.0 + plan_.policy.tolerance))
            add(Severity::care, "rate_metric_unreachable",
                fmt::format("a pod answers {:.0f}/s at most: the metric of {:.0f} req/s per pod "
                            "(S003-HPA-01) never asks for more pods, only CPU does; set it to "
                            "{:.0f}",
                            plan_.saturation.value, *plan_.policy.rate_target,
                            plan_.per_pod.value * plan_.policy.cpu_target));
        if (plan_.policy.rate_target && *plan_.policy.rate_target > plan_.per_pod.value &&
            plan_.saturation.value * plan_.policy.cpu_target > plan_.per_pod.value)
            add(Severity::care, "scales_too_late",
                fmt::format("a pod leaves the SLA at {:.0f}/s, before the autoscaler asks for "
                            "another ({:.0f} % of {:.0f}/s, or {:.0f} req/s)",
                            plan_.per_pod.value, 100.0 * plan_.policy.cpu_target,
                            plan_.saturation.value, *plan_.policy.rate_target));
        if (plan_.hpa.breach_s > 0.0 && plan_.steady_replicas <= most)
            add(Severity::care, "breach_while_scaling",
                fmt::format("the day spends {:.0f} s beyond what the ready pods hold ({:.0f} s at "
                            "a stretch), {:.2g} % of its requests",
                            plan_.hpa.breach_s, plan_.hpa.longest_breach_s,
                            100.0 * plan_.hpa.arrivals_in_breach));
    }

    void about_connections() {
        for (const PlannedBudget& planned : plan_.budgets) {
            const ConnectionBudget& budget = planned.budget;
            if (budget.fits)
                continue;
            const bool behind = plan_.bouncer;
            add(behind ? Severity::note : Severity::problem, "connections_do_not_fit",
                fmt::format("{}: {} connections, max_connections {}{}", planned.name, budget.total,
                            budget.request.max_connections,
                            behind ? "; PgBouncer stands between" : ""));
        }
        const BouncerSettings& settings = plan_.bouncer_settings;
        if (plan_.bouncer &&
            settings.max_db_connections < settings.default_pool_size + settings.reserve_pool_size)
            add(Severity::care, "bouncer_pool_cut",
                fmt::format("PgBouncer gets {} server connections, fewer than its pool",
                            settings.max_db_connections));
    }

    void about_model() {
        if (!plan_.model_basis.simulated) {
            add(Severity::care, "not_simulated", "latency is " + plan_.model_basis.pods);
            return;
        }
        if (request_.capacity && !request_.service_s)
            about_pod_times(*request_.capacity);
        if (!request_.database && !request_.stated_database)
            add(Severity::care, "database_not_modelled",
                "the database is " + plan_.model_basis.database);
        else if (request_.capacity && !request_.service_s)
            add(Severity::note, "database_twice",
                "the pod's measured times have its own database calls in them: the model errs on "
                "the slow side");
        for (const ModelRow& row : plan_.model) {
            if (!row.planned)
                continue;
            if (row.result.overloaded)
                add(Severity::problem, "model_overloaded",
                    fmt::format("in the model {} pods do not carry {:.0f} req/s", row.pods,
                                row.rate_per_s));
            else if (!row.within_limit)
                add(Severity::problem, "model_beyond_limit",
                    fmt::format("in the model {} pods answer with a p95 of {:.3g} ms, the limit "
                                "is {:.3g} ms",
                                row.pods, 1e3 * row.result.p95_s, plan_.target.p95_ms.value));
        }
    }

    void about_pod_times(const CapacityFigures& figures) {
        if (figures.paced.empty())
            add(Severity::care, "latency_by_law",
                "the capacity file has no response times at rates below what holds: latency rests "
                "on times of one busy user and a law, and is a lower bound; search again, with its "
                "curve");
        else if (!figures.random_arrivals)
            add(Severity::care, "arrivals_evenly_spaced",
                "requests of the capacity run came evenly spaced: what bursts of random arrivals "
                "add to response times is not in them");
    }

    void about_sizes() {
        const auto not_measured = [](const auto& parts, auto figure) {
            return std::ranges::any_of(
                parts, [&](const auto& part) { return figure(part).origin != Origin::measured; });
        };
        if (not_measured(plan_.storage.tables,
                         [](const TableStorage& table) { return table.bytes_per_row; }))
            add(Severity::note, "rows_not_measured",
                "not every row size was measured on a database of yours: give --dsn");
        if (not_measured(plan_.redis.kinds,
                         [](const CacheMemory& kind) { return kind.kind.bytes_per_entry; }))
            add(Severity::note, "entries_not_measured",
                "not every cache entry was measured in a Redis of yours: give --redis");
    }

    const PlanRequest& request_;
    const Plan& plan_;
    std::vector<PlanFinding> found_;
};

}  // namespace

std::vector<PlanFinding> findings_of(const PlanRequest& request, const Plan& plan) {
    return Findings(request, plan).all();
}

}  // namespace sark::reports::planning
