#include "reports/judgement/profile.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/embedded.hpp"
#include "reports/report.hpp"

namespace sark::reports {

namespace {

using nlohmann::json;

std::optional<double> optional_number(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end())
        return std::nullopt;
    return found->get<double>();
}

SlaRow read_row(const json& object) {
    SlaRow row;
    row.id = object.at("id").get<std::string>();
    row.title = object.at("title").get<std::string>();
    row.operations = object.value("operations", std::vector<std::string>{});
    row.driver = object.value("driver", "");
    row.label = object.value("label", row.operations.empty() ? "" : row.operations.front());
    row.metric = object.value("metric", "");
    row.statistic = object.value("statistic", "");
    row.comparison = object.value("comparison", "");
    row.target = optional_number(object, "target");
    row.critical = optional_number(object, "critical");
    row.critical_statistic = object.value("critical_statistic", "");
    row.unit = object.at("unit").get<std::string>();
    row.measured_at = object.value("measured_at", "");
    row.source = object.at("source").get<std::string>();
    row.skipped = object.value("skipped", "");
    row.needs = object.value("needs", "");
    row.minimum_offered = object.value("minimum_offered", 0.0);
    row.tolerance = object.value("tolerance", 0.0);
    row.advisory = object.value("advisory", false);
    row.band_low = optional_number(object, "band_low");
    row.informational = object.value("informational", false);
    row.cache = object.value("cache", "");
    return row;
}

Result<SlaProfile> read_profile(const embedded::File& file) {
    try {
        const json document = json::parse(file.text);
        SlaProfile profile;
        profile.name = document.at("name").get<std::string>();
        profile.title = document.at("title").get<std::string>();
        for (const json& row : document.at("rows")) profile.rows.push_back(read_row(row));
        return profile;
    } catch (const json::exception& defect) {
        return Error{Errc::internal, defect.what(), std::string(file.name), ""};
    }
}

std::string stem_of(std::string_view path) {
    path.remove_prefix(std::min(path.size(), path.rfind('/') + 1));
    return std::string(path.substr(0, path.rfind('.')));
}

}  // namespace

Result<SlaProfile> find_profile(std::string_view name) {
    std::string known;
    for (const embedded::File& file : embedded::sla_profiles()) {
        const std::string stem = stem_of(file.name);
        if (stem == name)
            return read_profile(file);
        known += known.empty() ? stem : ", " + stem;
    }
    return Error{Errc::not_found, "there is no SLA profile '" + std::string(name) + "'", "",
                 "profiles: " + known};
}

std::vector<ProfileSummary> shipped_profiles() {
    std::vector<ProfileSummary> summaries;
    for (const embedded::File& file : embedded::sla_profiles())
        if (auto profile = read_profile(file))
            summaries.push_back({profile->name, profile->title, profile->rows.size()});
    std::ranges::sort(summaries, {}, &ProfileSummary::name);
    return summaries;
}

}  // namespace sark::reports
