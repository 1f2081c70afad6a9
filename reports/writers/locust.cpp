#include <fmt/format.h>

#include "reports/views/operation_summary.hpp"
#include "reports/writers/csv.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

/// As many digits as say it exactly; Locust's word for what there is none of.
std::string number(const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : "N/A";
}

std::string rate(const OperationSummary& summary, double OperationSummary::Rates::*member) {
    return number(summary.per_s ? std::optional((*summary.per_s).*member) : std::nullopt);
}

void write_row(const std::string& type, const std::string& name, const OperationSummary& summary,
               std::ostream& out) {
    const LatencyView& response = summary.response;
    out << csv_field(type) << ',' << csv_field(name) << ',' << summary.count << ','
        << summary.failed << ',' << number(response.p50.ms) << ',' << number(response.mean) << ','
        << number(response.min) << ',' << number(response.max) << ','
        << number(summary.bytes_received_each) << ','
        << rate(summary, &OperationSummary::Rates::count) << ','
        << rate(summary, &OperationSummary::Rates::failed);
    for (const auto& ms : summary.response_ms) out << ',' << number(ms);
    out << ',' << number(summary.response_max_of_all) << '\n';
}

}  // namespace

void write_locust_stats(const Report& report, std::ostream& out) {
    out << "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
           "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s";
    for (const double quantile : OperationSummary::quantiles)
        out << fmt::format(",{:.6g}%", quantile * 100.0);
    out << ",100%\n";
    for (const OperationSummary& summary : operation_summaries(report))
        write_row(summary.scope.driver, summary.scope.operation, summary, out);
    write_row("", "Aggregated", summary_of(report, {}), out);
}

}  // namespace sark::reports
