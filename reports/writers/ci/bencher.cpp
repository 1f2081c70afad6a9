#include <nlohmann/json.hpp>

#include "reports/writers/ci/ci_writer.hpp"

namespace sark::reports {

void write_bencher(const std::vector<BenchmarkPoint>& points, std::ostream& out) {
    using Json = nlohmann::ordered_json;
    Json document = Json::object();
    for (const BenchmarkPoint& point : points) {
        Json metric = {{"value", point.value}};
        if (point.low)
            metric["lower_value"] = *point.low;
        if (point.high)
            metric["upper_value"] = *point.high;
        document[point.benchmark][point.measure] = std::move(metric);
    }
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
