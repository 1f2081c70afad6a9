#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/format.hpp"
#include "reports/writers/ci/ci_writer.hpp"

namespace sark::reports {

void write_github_benchmark(const std::vector<BenchmarkPoint>& points, bool smaller_is_better,
                            std::string_view extra, std::ostream& out) {
    using Json = nlohmann::ordered_json;
    Json list = Json::array();
    for (const BenchmarkPoint& point : points) {
        if (point.smaller_is_better != smaller_is_better)
            continue;
        Json entry = {{"name", point.benchmark + " " + point.measure},
                      {"unit", point.unit},
                      {"value", point.value}};
        if (point.low && point.high)
            entry["range"] =
                fmt::format("{} to {}", format_number(*point.low), format_number(*point.high));
        entry["extra"] = extra;
        list.push_back(std::move(entry));
    }
    out << list.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
