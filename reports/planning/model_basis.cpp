#include "reports/planning/model_basis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace sark::reports::planning {

namespace {

/// How one place of work behaves.
struct Station {
    WorkTimes work;
    Contention contention{};
    std::size_t slots = SharedStation::unlimited;
    std::string text{};
    std::optional<TimesByRate> measured{};  ///< Wins over all but the text.
};

std::size_t slots_for(double per_s, double mean_s) {
    return static_cast<std::size_t>(std::clamp(std::ceil(per_s * mean_s - 1e-9), 1.0, 1e6));
}

Station as_measured(const CapacityFigures& figures, TimesByRate times) {
    double lowest = 1.0;
    double highest = 1.0;
    for (const TimesByRate::Point& point : times.points()) {
        lowest = std::min(lowest, point.lowest);
        highest = std::max(highest, point.highest);
    }
    Station station{WorkTimes::constant(0.0), {}};
    station.text = fmt::format(
        "response times as measured at {} rates from {:.4g} to {:.4g}/s, each taken at its load "
        "(windows of one rate differed by {:+.0f} to {:+.0f} % in their p95); {}",
        times.points().size(), times.points().front().per_s, times.points().back().per_s,
        100.0 * (lowest - 1.0), 100.0 * (highest - 1.0), figures.source);
    station.measured = std::move(times);
    return station;
}

/// The station of a capacity run: absent without a histogram.
std::optional<Station> station_of(const CapacityFigures& figures) {
    if (auto times = measured_times(figures))
        return as_measured(figures, *std::move(times));
    if (!figures.service)
        return std::nullopt;
    const double most = figures.breaks_per_s.value_or(figures.holds_per_s);
    if (figures.usl) {
        const CapacityFigures::Usl& usl = *figures.usl;
        Station station{
            WorkTimes::measured(figures.alone ? *figures.alone : *figures.service,
                                1.0 / usl.lambda),
            usl.contention, SharedStation::unlimited,
            fmt::format("measured service times {} around {:.3g} ms, slowed down as "
                        "the USL fit has it (alpha {:.3g}, beta {:.3g}); {}",
                        figures.alone ? "of one user at a time" : "under load", 1e3 / usl.lambda,
                        usl.contention.alpha, usl.contention.beta, figures.source)};
        // A law without contention has no limit: the one that was measured holds.
        if (usl.contention.alpha <= 0.0 && usl.contention.beta <= 0.0)
            station.slots = slots_for(most, 1.0 / usl.lambda);
        return station;
    }
    const WorkTimes work = WorkTimes::measured(*figures.service, 0.0);
    const std::size_t slots = slots_for(most, work.mean_s());
    return Station{work,
                   {},
                   slots,
                   fmt::format("measured service times at {} places, without the USL fit, which "
                               "was refused; {}",
                               slots, figures.source)};
}

std::optional<Station> pod_station(const PlanRequest& request, double per_pod_per_s,
                                   double saturation_per_s) {
    if (request.service_s) {
        const std::size_t slots = slots_for(saturation_per_s, *request.service_s);
        return Station{
            WorkTimes::exponential(static_cast<double>(slots) / saturation_per_s),
            {},
            slots,
            fmt::format("exponential service times around {:.3g} ms at {} places, as stated by "
                        "--service-time and the rate of a pod",
                        1e3 * static_cast<double>(slots) / saturation_per_s, slots)};
    }
    if (!request.capacity || per_pod_per_s <= 0.0)
        return std::nullopt;
    return station_of(*request.capacity);
}

std::optional<Station> database_station(const PlanRequest& request) {
    if (request.database)
        return station_of(*request.database);
    if (!request.stated_database)
        return std::nullopt;
    const StatedDatabase& stated = *request.stated_database;
    return Station{WorkTimes::exponential(stated.visit_s),
                   {},
                   stated.cores,
                   fmt::format("exponential times around {:.3g} ms on {} cores, as stated by "
                               "--db-time and --db-cores",
                               1e3 * stated.visit_s, stated.cores)};
}

}  // namespace

std::optional<TimesByRate> measured_times(const CapacityFigures& figures) {
    std::vector<TimesByRate::Point> points;
    for (const CapacityFigures::Paced& paced : figures.paced) {
        const double p95_ms = 1e3 * to_seconds(paced.answers.quantile(0.95).value_or(Nanos{0}));
        const auto ratio = [p95_ms](double ms) { return p95_ms > 0.0 ? ms / p95_ms : 1.0; };
        points.push_back({paced.per_s, WorkTimes::measured(paced.answers, 0.0),
                          ratio(paced.p95_low_ms), ratio(paced.p95_high_ms)});
    }
    if (points.empty())
        return std::nullopt;
    return TimesByRate(std::move(points));
}

ChosenModel choose_model(const PlanRequest& request, double per_pod_per_s,
                         double saturation_per_s) {
    ChosenModel chosen;
    const auto pod = pod_station(request, per_pod_per_s, saturation_per_s);
    const auto database = database_station(request);
    if (!pod) {
        chosen.basis.pods =
            "not simulated: no service time is known; give --capacity or --service-time";
        return chosen;
    }
    chosen.basis.simulated = true;
    chosen.basis.pods = pod->text;
    PodModel model{.pods = 1, .pod_work = pod->work};
    model.pod_slots = pod->slots;
    model.pod_contention = pod->contention;
    model.pod_measured = pod->measured;
    model.rate_per_s = request.target.rate.value;
    model.requests = request.model_requests;
    model.seed = request.seed;
    if (database) {
        chosen.basis.database = database->text;
        DatabaseModel behind{.work = database->work};
        behind.visits_per_request =
            request.target.database_queries.value / request.target.rate.value;
        behind.slots = database->slots;
        behind.contention = database->contention;
        behind.measured = database->measured;
        behind.pool = request.pools.pool;
        model.database = behind;
    } else {
        chosen.basis.database =
            "taken to keep up with any number of pods: give --database-capacity, or --db-time and "
            "--db-cores";
    }
    chosen.model = model;
    return chosen;
}

}  // namespace sark::reports::planning
