#include "reports/judgement/core_measure.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

/// The change of a counter of the core's /metrics; absent when it did not tell.
std::optional<double> counter(const scenarios::RunResult& run, std::string_view name) {
    for (const auto& [key, change] : run.evidence.core)
        if (key == name)
            return change;
    return std::nullopt;
}

EvidenceMeasured absent(std::string why) {
    EvidenceMeasured measured;
    measured.why_absent = std::move(why);
    return measured;
}

std::uint64_t whole(double count) {
    return static_cast<std::uint64_t>(std::llround(std::max(0.0, count)));
}

}  // namespace

EvidenceMeasured measure_audit_events(const scenarios::RunResult& run) {
    const auto written = counter(run, "sark_audit_events_written_total");
    const auto accepted = counter(run, "sark_audit_events_accepted_total");
    const double seconds = to_seconds(run.engine.measured);
    if (!written || !accepted || seconds <= 0.0)
        return absent("no core of ours told of audit events");
    double refused = counter(run, "sark_audit_spool_lost_total").value_or(0.0);
    for (const std::string_view reason : {"queue_full", "disk", "data"})
        refused +=
            counter(run, fmt::format("sark_audit_events_rejected_total{{reason=\"{}\"}}", reason))
                .value_or(0.0);
    EvidenceMeasured measured;
    measured.value = *written / seconds;
    measured.samples = whole(*written);
    measured.offered = (*accepted + refused) / seconds;
    measured.remark =
        fmt::format("{} accepted, {} committed, {} refused or lost", format_count(whole(*accepted)),
                    format_count(whole(*written)), format_count(whole(refused)));
    return measured;
}

EvidenceMeasured measure_decision_hits(const scenarios::RunResult& run) {
    const auto of = [&run](std::string_view what, std::string_view level) {
        return counter(run, fmt::format("sark_cache_{}_total{{cache_name=\"{}\"}}", what, level));
    };
    const auto l1_hits = of("hits", "l1");
    const auto l1_misses = of("misses", "l1");
    if (!l1_hits || !l1_misses)
        return absent("no core of ours told of decisions");
    const double l2_hits = of("hits", "l2").value_or(0.0);
    // Without an L1 every look-up is one of L2.
    const double asked =
        std::max(*l1_hits + *l1_misses, l2_hits + of("misses", "l2").value_or(0.0));
    if (asked <= 0.0)
        return absent("no decision was asked for");
    EvidenceMeasured measured;
    measured.value = std::min(1.0, (*l1_hits + l2_hits) / asked);
    measured.samples = whole(asked);
    measured.remark =
        fmt::format("{} in L1, {} in L2, of {}", format_value(*l1_hits / asked, "ratio"),
                    format_value(l2_hits / asked, "ratio"), format_count(whole(asked)));
    return measured;
}

}  // namespace sark::reports
