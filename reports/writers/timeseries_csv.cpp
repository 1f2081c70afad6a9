#include <fmt/format.h>

#include "reports/views/run_view.hpp"
#include "reports/writers/csv.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

std::string csv_number(const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : "";
}

}  // namespace

void write_timeseries_csv(const Report& report, std::ostream& out) {
    out << "load,start_s,length_s,ok,failed,ok_per_s,p50_ms,p95_ms,p99_ms,max_ms\n";
    for (const IntervalView& interval : view_of(report).timeseries)
        out << csv_field(interval.load) << ',' << csv_number(interval.start_s) << ','
            << csv_number(interval.length_s) << ',' << interval.ok << ',' << interval.failed << ','
            << csv_number(interval.ok_per_s) << ',' << csv_number(interval.p50) << ','
            << csv_number(interval.p95) << ',' << csv_number(interval.p99) << ','
            << csv_number(interval.max) << '\n';
}

}  // namespace sark::reports
