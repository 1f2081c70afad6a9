#include "reports/comparison/runs_apart.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "reports/comparison/t_distribution.hpp"

namespace sark::reports {

namespace {

/// No figure is known better than to this share of what is plausible between runs: copies of one
/// run must not pass for certainty.
constexpr double least_share = 0.01;

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double sum = 0.0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    return sum;
}

/// The figures of one side, session by session.
struct Side {
    std::map<std::size_t, std::vector<double>> sessions;
    double within = 0.0;  // variance of the mean of its runs from within the runs

    explicit Side(std::span<const RunValue> runs) {
        const double n = static_cast<double>(runs.size());
        for (const RunValue& run : runs) {
            sessions[run.session].push_back(run.value);
            within += run.deviation * run.deviation / (n * n);
        }
    }
    [[nodiscard]] std::vector<double> units(bool by_session) const {
        std::vector<double> units;
        for (const auto& [number, values] : sessions) {
            if (by_session)
                units.push_back(mean_of(values));
            else
                units.insert(units.end(), values.begin(), values.end());
        }
        return units;
    }
    [[nodiscard]] std::size_t fewest_runs() const {
        std::size_t fewest = sessions.begin()->second.size();
        for (const auto& [number, values] : sessions) fewest = std::min(fewest, values.size());
        return fewest;
    }
    [[nodiscard]] std::size_t most_runs() const {
        std::size_t most = 0;
        for (const auto& [number, values] : sessions) most = std::max(most, values.size());
        return most;
    }
};

/// A session of the base that joins several runs scatters less than one of the candidate with
/// fewer: what runs of one session scatter is added for that.
double missing_variance(const Side& base, const Side& candidate) {
    if (base.most_runs() <= candidate.fewest_runs())
        return 0.0;
    double squares = 0.0;
    double degrees = 0.0;
    for (const auto& [number, values] : base.sessions) {
        squares += squares_of(values);
        degrees += static_cast<double>(values.size()) - 1.0;
    }
    return squares / degrees / static_cast<double>(candidate.fewest_runs());
}

}  // namespace

std::vector<std::size_t> sessions_of(std::span<const UtcTime> starts) {
    std::vector<std::size_t> order(starts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return starts[a] < starts[b]; });
    std::vector<std::size_t> sessions(starts.size());
    for (std::size_t i = 1; i < order.size(); ++i) {
        const bool gap = starts[order[i]] - starts[order[i - 1]] >= session_gap;
        sessions[order[i]] = sessions[order[i - 1]] + (gap ? 1U : 0U);
    }
    return sessions;
}

ApartFinding judge_apart(const ApartMetric& metric, std::span<const RunValue> base,
                         std::span<const RunValue> candidate) {
    ApartFinding finding;
    if (base.empty() || candidate.empty())
        return finding;
    const Side a(base);
    const Side b(candidate);
    finding.by_session = a.sessions.size() > 1 || b.sessions.size() > 1 ||
                         a.sessions.begin()->first != b.sessions.begin()->first;
    const std::vector<double> base_units = a.units(finding.by_session);
    const std::vector<double> candidate_units = b.units(finding.by_session);
    const double effect = mean_of(candidate_units) - mean_of(base_units);
    finding.effect = effect;

    const std::size_t degrees = base_units.size() + candidate_units.size() - 2;
    const double seen = degrees == 0
                            ? 0.0
                            : std::sqrt((squares_of(base_units) + squares_of(candidate_units)) /
                                        static_cast<double>(degrees));
    const bool known = degrees >= degrees_needed;
    finding.degrees = known ? degrees : 0;
    finding.deviation = known ? seen : std::max(seen, metric.plausible);
    const double within = a.within + b.within;
    double variance = finding.deviation * finding.deviation *
                      (1.0 / static_cast<double>(base_units.size()) +
                       1.0 / static_cast<double>(candidate_units.size()));
    variance += known ? (finding.by_session ? missing_variance(a, b) : 0.0) : within;
    const double least = least_share * metric.plausible;
    const double error = std::sqrt(std::max({variance, within, least * least}));

    finding.error = error;
    const double reach = t_upper_point(0.025, finding.degrees) * error;
    finding.interval95 = CentreInterval{effect - reach, effect + reach};
    const double limit = std::max(metric.tolerance, metric.indifference);
    finding.p_regressed = t_upper_tail((effect - metric.tolerance) / error, finding.degrees);
    finding.p_cleared = t_upper_tail((limit - effect) / error, finding.degrees);
    return finding;
}

double detectable_apart(const ApartMetric& metric, const ApartFinding& finding, double alpha) {
    return metric.tolerance + finding.error * (t_upper_point(alpha, finding.degrees) +
                                               t_upper_point(0.05, finding.degrees));
}

std::vector<bool> holm(std::span<const double> p, double alpha) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<bool> falls(p.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (p[order[i]] > alpha / static_cast<double>(order.size() - i))
            break;
        falls[order[i]] = true;
    }
    return falls;
}

}  // namespace sark::reports
