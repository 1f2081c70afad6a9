#include <nlohmann/json.hpp>

#include "reports/writers/claims/claims_writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json value_or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json plan_json(const ClaimSide& side) {
    return side.plan_json.empty() ? Json(nullptr) : Json::parse(side.plan_json, nullptr, false);
}

Json side_json(const ClaimSide& side) {
    return {{"label", side.label},
            {"statements", side.statements},
            {"state", side.state},
            {"median_ms", value_or_null(side.median_ms)},
            {"executions", side.executions},
            {"rows", side.rows},
            {"index_bytes", value_or_null(side.index_bytes)},
            {"plan_summary", side.plan},
            {"plan_expected", side.plan_said.empty() ? Json(nullptr) : Json(side.plan_said)},
            {"plan_as_expected", value_or_null(side.plan_as_said)},
            {"plan", plan_json(side)}};
}

Json finding_json(const ClaimFinding& finding) {
    const Json interval = finding.interval95
                              ? Json::array({finding.interval95->low, finding.interval95->high})
                              : Json(nullptr);
    return {{"name", finding.name},
            {"ids", finding.ids},
            {"title", finding.title},
            {"source", finding.source},
            {"claimed",
             {{"text", finding.claimed},
              {"ratio", value_or_null(finding.claimed_ratio)},
              {"saving_ms", value_or_null(finding.claimed_saving_ms)}}},
            {"compared_as", finding.in_ms ? "difference_ms" : "ratio"},
            {"measured", value_or_null(finding.effect)},
            {"ci95", interval},
            {"blocks", finding.blocks},
            {"verdict", name_of(finding.verdict)},
            {"answers", {{"found", finding.answers}, {"as_declared", finding.answers_as_declared}}},
            {"note", finding.note},
            {"reason", finding.reason},
            {"elapsed_s", finding.elapsed_s},
            {"a", side_json(finding.sides[0])},
            {"b", side_json(finding.sides[1])}};
}

Json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
    Json object = Json::object();
    for (const auto& [name, value] : pairs) object[name] = value;
    return object;
}

}  // namespace

void write_claims_json(const ClaimsReport& report, std::ostream& out) {
    Json claims = Json::array();
    for (const ClaimFinding& finding : report.findings) claims.push_back(finding_json(finding));
    const Json document = {{"schema_version", 1},
                           {"started_at", report.started_at},
                           {"elapsed_s", report.elapsed_s},
                           {"budget_s", report.budget_s},
                           {"interrupted", report.interrupted},
                           {"environment", pairs_json(report.facts)},
                           {"services", pairs_json(report.services)},
                           {"dataset", report.dataset},
                           {"summary", report.summary()},
                           {"claims", std::move(claims)}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
