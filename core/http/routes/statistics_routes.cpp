#include <string>

#include "core/http/answers/json_answer.hpp"
#include "core/http/answers/statistics_json.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/timed_query.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/fact_source.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

Answer summary(ReferenceCore& core) {
    const auto found =
        timed_query(core, DbQuery::count_servers, [&] { return core.statistics().summary(); });
    return found ? json_answer(summary_json(*found)) : refusal(found.error());
}

Answer of_server(ReferenceCore& core, const Request& request) {
    const std::string id(request.captures.at(0));
    if (!is_uuid(id))
        return refusal(ValidationIssues{{{"path", "server_id"}, "must be a UUID"}});
    const auto found =
        timed_query(core, DbQuery::count_servers, [&] { return core.statistics().of_server(id); });
    if (found)
        return json_answer(server_statistics_json(*found));
    return is_absent(found.error()) ? refusal(404, "Server not found") : refusal(found.error());
}

Answer series(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_series(request);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& asked = std::get<SeriesRequest>(parsed);
    const auto points = timed_query(core, DbQuery::count_servers, [&] {
        return core.statistics().series(asked.series, asked.range, asked.interval);
    });
    return points ? json_answer(series_json(asked, *points)) : refusal(points.error());
}

}  // namespace

void add_statistics_routes(Router& router, ReferenceCore& core) {
    router.get("/api/v1/metrics/summary", [&core](const Request&) { return summary(core); });
    router.get("/api/v1/metrics/{id}",
               [&core](const Request& request) { return of_server(core, request); });
    router.get("/api/v1/metrics/timeseries/servers",
               [&core](const Request& request) { return series(core, request); });
}

}  // namespace sark::http
