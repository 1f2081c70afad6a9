#include "reports/planning/capacity_figures.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace sark::reports::planning {

namespace {

using Json = nlohmann::json;

Error bad(const std::string& file, const std::string& what) {
    return {Errc::invalid_argument, what, file,
            "give the capacity.json that sark-bench capacity wrote"};
}

std::optional<double> number(const Json& document, const char* name) {
    const auto member = document.find(name);
    if (member == document.end() || !member->is_number())
        return std::nullopt;
    return member->get<double>();
}

std::string text(const Json& document, const char* name) {
    const auto member = document.find(name);
    return member != document.end() && member->is_string() ? member->get<std::string>()
                                                           : std::string();
}

bool flag(const Json& document, const char* name) {
    const auto member = document.find(name);
    return member != document.end() && member->is_boolean() && member->get<bool>();
}

/// The fit, or why there is none.
Result<void> read_usl(const Json& document, const std::string& file, CapacityFigures& figures) {
    const auto usl = document.find("usl");
    if (usl == document.end() || !usl->is_object())
        return bad(file, "no usl");
    if (!flag(*usl, "accepted")) {
        figures.usl_refused = text(*usl, "reason");
        if (figures.usl_refused.empty())
            figures.usl_refused = "no reason given";
        return {};
    }
    const auto lambda = number(*usl, "lambda");
    const auto alpha = number(*usl, "alpha");
    const auto beta = number(*usl, "beta");
    if (!lambda || !alpha || !beta || *lambda <= 0.0 || *alpha < 0.0 || *beta < 0.0)
        return bad(file, "an accepted usl without lambda, alpha and beta of its law");
    figures.usl = CapacityFigures::Usl{*lambda, {*alpha, *beta}, number(*usl, "peak_per_s")};
    return {};
}

Result<void> read_operations(const Json& document, const std::string& file,
                             CapacityFigures& figures) {
    const auto operations = document.find("operations");
    if (operations == document.end() || !operations->is_array())
        return bad(file, "no operations");
    for (const Json& operation : *operations) {
        if (!operation.is_object())
            return bad(file, "an operation that is no object");
        const std::string driver = text(operation, "driver");
        figures.driver = figures.driver.empty() || figures.driver == driver ? driver : "mixed";
        const auto histogram = workloads::decode_v2(text(operation, "service_time"));
        if (!histogram)
            return bad(file, "operation " + text(operation, "name") +
                                 " has no service_time: " + histogram.error().message);
        if (histogram->empty())
            continue;
        if (!figures.service)
            figures.service = *histogram;
        else if (figures.service->layout() == histogram->layout())
            figures.service->merge(*histogram);
        else
            return bad(file, "its service_time histograms have different layouts");
    }
    return {};
}

}  // namespace

Result<CapacityFigures> read_capacity(std::string_view json, const std::string& file) {
    const Json document = Json::parse(json, nullptr, false);
    if (document.is_discarded() || !document.is_object())
        return bad(file, "not a JSON document");
    if (number(document, "schema_version") != 1.0 || !document.contains("holds_per_s"))
        return bad(file, "not a capacity result of schema_version 1");
    CapacityFigures figures;
    figures.scenario = text(document, "scenario");
    figures.outcome = text(document, "outcome");
    figures.source = "capacity run of " + figures.scenario + ", " + text(document, "started_at");
    const auto holds = number(document, "holds_per_s");
    if (!holds || *holds <= 0.0)
        return Error{Errc::invalid_argument,
                     "the capacity search found no rate that holds (" + figures.outcome + ")", file,
                     "search again with a lower rate, or state --per-pod"};
    figures.holds_per_s = *holds;
    figures.breaks_per_s = number(document, "breaks_per_s");
    if (figures.breaks_per_s && *figures.breaks_per_s < *holds)
        return bad(file, "breaks_per_s is below holds_per_s");
    figures.confirmed = flag(document, "confirmed");
    figures.knee_per_s = number(document, "knee_per_s");
    if (auto read = read_usl(document, file, figures); !read)
        return read.error();
    if (auto read = read_operations(document, file, figures); !read)
        return read.error();
    if (const auto machine = document.find("machine");
        machine != document.end() && machine->is_object()) {
        if (const auto cpus = number(*machine, "cpus"))
            figures.cpus = static_cast<unsigned>(*cpus);
        figures.shares_host = flag(*machine, "shares_host");
    }
    return figures;
}

}  // namespace sark::reports::planning
