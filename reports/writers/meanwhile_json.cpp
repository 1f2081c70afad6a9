#include "reports/writers/meanwhile_json.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "reports/views/meanwhile_view.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json slices_of(const SliceQuantiles& slices) {
    return {{"slices", slices.slices},
            {"p50_ms", number(slices.p50)},
            {"p95_ms", number(slices.p95)},
            {"p99_ms", number(slices.p99)}};
}

}  // namespace

nlohmann::ordered_json meanwhile_json(const scenarios::RunResult& run) {
    Json happenings = Json::array();
    const auto views = meanwhile_of(run);
    for (std::size_t i = 0; i < views.size(); ++i) {
        const MeanwhileView& view = views[i];
        Json loads = Json::array();
        for (const MeanwhileLoadView& load : view.loads) {
            Json figures = {{"load", load.load},
                            {"during", slices_of(load.during)},
                            {"quiet", slices_of(load.quiet)},
                            {"p95_ratio", number(load.p95_ratio)}};
            if (!view.recovery.empty())
                figures["recovered_s"] = number(load.recovered_s);
            loads.push_back(std::move(figures));
        }
        happenings.push_back({{"name", view.name},
                              {"run", run.happenings[i].kind},
                              {"outcome", name_of(run.happenings[i].outcome)},
                              {"planned_s", view.planned_s},
                              {"begin_s", number(view.begin_s)},
                              {"end_s", number(view.end_s)},
                              {"detail", view.detail},
                              {"loads", loads}});
    }
    return happenings;
}

}  // namespace sark::reports
