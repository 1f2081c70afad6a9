#include "scenarios/language/tolerances.hpp"

#include <string>

#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

void bind_share(const Value& value, MetricTolerance& tolerance) {
    if (value.node().is_number()) {
        assign(tolerance.share, value.number(0.0, bare_share_max));
        return;
    }
    const auto text = value.text();
    if (!text)
        return;
    const auto share = parse_share(*text);
    if (share)
        tolerance.share = *share;
    else
        value.fault("\"" + *text + "\" is no tolerance",
                    "\"5%\", up to \"1000%\", or a share from 0 to 1");
}

}  // namespace

std::vector<MetricTolerance> bind_tolerances(const Value& value) {
    std::vector<MetricTolerance> tolerances;
    auto reader = value.object();
    if (!reader)
        return tolerances;
    for (const std::string_view metric : tolerance_metrics) {
        const auto share = reader->find(metric);
        if (!share)
            continue;
        MetricTolerance tolerance{std::string(metric), 0.0};
        bind_share(*share, tolerance);
        tolerances.push_back(std::move(tolerance));
    }
    reader->finish();
    return tolerances;
}

}  // namespace sark::scenarios::language
