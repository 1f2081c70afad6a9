#include "core/http/answers/health_answer.hpp"

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"

namespace sark::http {

using nlohmann::ordered_json;

std::string health_json(std::string_view status) {
    return to_text({{"status", status}, {"version", SARK_VERSION}, {"environment", "reference"}});
}

std::string dependencies_json(const std::vector<Dependency>& dependencies) {
    ordered_json entries = ordered_json::object();
    bool all_healthy = true;
    for (const Dependency& dependency : dependencies) {
        ordered_json entry = {{"healthy", dependency.healthy},
                              {"latency_ms", to_ms(dependency.latency)},
                              {"error", text_or_null(dependency.error)}};
        entries[dependency.name] = std::move(entry);
        all_healthy = all_healthy && dependency.healthy;
    }
    return to_text({{"status", all_healthy ? "healthy" : "degraded"},
                    {"version", SARK_VERSION},
                    {"environment", "reference"},
                    {"dependencies", std::move(entries)},
                    {"overall_healthy", all_healthy}});
}

std::string readiness_json(bool database, bool redis, std::optional<bool> opa) {
    ordered_json document = {{"ready", database && redis && opa.value_or(true)},
                             {"database", database},
                             {"redis", redis}};
    if (opa)
        document["opa"] = *opa;
    return to_text(document);
}

}  // namespace sark::http
