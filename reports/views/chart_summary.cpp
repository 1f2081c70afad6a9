#include "reports/views/chart_summary.hpp"

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

/// Smallest and largest of a field over the slices of one load that have it.
struct Span {
    const IntervalView* least = nullptr;
    const IntervalView* most = nullptr;
};

Span span_of(const ReportView& view, const std::string& load,
             std::optional<double> IntervalView::*field) {
    Span span;
    for (const IntervalView& slice : view.timeseries) {
        if (slice.load != load || !(slice.*field))
            continue;
        if (span.least == nullptr || slice.*field < span.least->*field)
            span.least = &slice;
        if (span.most == nullptr || slice.*field > span.most->*field)
            span.most = &slice;
    }
    return span;
}

void append(std::string& text, const std::string& sentence) {
    text += (text.empty() ? "" : " ") + sentence;
}

std::string latency_sentence(const ReportView& view, const LoadView& load) {
    const Span span = span_of(view, load.name, &IntervalView::p99);
    if (span.most == nullptr)
        return fmt::format("{}: in no slice is p99 an answer.", load.name);
    return fmt::format("{}: p99 of a slice from {} to {} ms, highest at {:g} s.", load.name,
                       format_number(*span.least->p99), format_number(*span.most->p99),
                       span.most->start_s);
}

std::string throughput_sentence(const ReportView& view, const LoadView& load) {
    const Span span = span_of(view, load.name, &IntervalView::ok_per_s);
    if (span.most == nullptr)
        return fmt::format("{}: nothing was measured.", load.name);
    const std::string offered =
        load.closed ? "in a closed loop"
                    : fmt::format("of {} offered", format_value(load.offered_rate, "1/s"));
    return fmt::format("{}: {} to {} {}, lowest at {:g} s.", load.name,
                       format_number(*span.least->ok_per_s),
                       format_value(*span.most->ok_per_s, "1/s"), offered, span.least->start_s);
}

std::string failures_sentence(const ReportView& view, std::uint64_t failed) {
    if (failed == 0)
        return "No operation failed.";
    const IntervalView* first = nullptr;
    const IntervalView* worst = nullptr;
    for (const IntervalView& slice : view.timeseries) {
        if (slice.failed == 0)
            continue;
        if (first == nullptr || slice.start_s < first->start_s)
            first = &slice;
        if (worst == nullptr || slice.failed > worst->failed)
            worst = &slice;
    }
    std::string text = fmt::format("{} operations failed or were abandoned", format_count(failed));
    if (first != nullptr)
        text +=
            fmt::format(", first in the slice at {:g} s; the most, {} of {}, at {:g} s",
                        first->start_s, format_count(worst->failed), worst->load, worst->start_s);
    return text + ".";
}

}  // namespace

ChartSummary chart_summary_of(const ReportView& view) {
    ChartSummary summary;
    for (const LoadView& load : view.loads) {
        append(summary.latency, latency_sentence(view, load));
        append(summary.throughput, throughput_sentence(view, load));
    }
    std::uint64_t count = 0;
    std::uint64_t failed = 0;
    for (const OperationView& operation : view.operations) {
        count += operation.count;
        failed += operation.failed;
    }
    summary.failures = failures_sentence(view, failed);
    summary.outcomes = count == 0 ? "Nothing was measured."
                                  : fmt::format("{} of {} operations ended well.",
                                                format_count(count - failed), format_count(count));
    return summary;
}

}  // namespace sark::reports
