#include "reports/planning/capacity_figures.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>
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

/// Adds the histogram of one operation to those of the others.
Result<void> add(const Json& operation, const char* member, const std::string& file,
                 std::optional<workloads::Histogram>& all) {
    const auto histogram = workloads::decode_v2(text(operation, member));
    if (!histogram)
        return bad(file, fmt::format("operation {} has no {}: {}", text(operation, "name"), member,
                                     histogram.error().message));
    if (histogram->empty())
        return {};
    if (!all)
        all = *histogram;
    else if (all->layout() == histogram->layout())
        all->merge(*histogram);
    else
        return bad(file, fmt::format("its {} histograms have different layouts", member));
    return {};
}

Result<void> read_operations(const Json& document, const std::string& file,
                             CapacityFigures& figures) {
    const auto operations = document.find("operations");
    if (operations == document.end() || !operations->is_array())
        return bad(file, "no operations");
    bool all_alone = true;
    for (const Json& operation : *operations) {
        if (!operation.is_object())
            return bad(file, "an operation that is no object");
        const std::string driver = text(operation, "driver");
        figures.driver = figures.driver.empty() || figures.driver == driver ? driver : "mixed";
        if (auto added = add(operation, "service_time", file, figures.service); !added)
            return added;
        const auto alone = operation.find("alone_service_time");
        if (alone == operation.end() || alone->is_null())
            all_alone = false;
        else if (auto added = add(operation, "alone_service_time", file, figures.alone); !added)
            return added;
    }
    // Without one of the operations they would be those of another mix.
    if (!all_alone)
        figures.alone.reset();
    return {};
}

Result<void> read_paced(const Json& document, const std::string& file, CapacityFigures& figures) {
    const auto paced = document.find("paced");
    if (paced == document.end())
        return {};
    if (!paced->is_array())
        return bad(file, "a paced that is no list");
    for (const Json& one : *paced) {
        const auto rate = number(one, "rate");
        const auto low = number(one, "p95_low_ms");
        const auto high = number(one, "p95_high_ms");
        const auto histogram = workloads::decode_v2(text(one, "response_time"));
        const double before = figures.paced.empty() ? 0.0 : figures.paced.back().per_s;
        if (!rate || *rate <= before || !low || !high || *low > *high)
            return bad(file, "a paced rate without its p95, or not above the one before");
        if (!histogram || histogram->empty())
            return bad(file, fmt::format("no response_time at the paced rate {:g}", *rate));
        figures.paced.push_back({*rate, *histogram, *low, *high});
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
    if (const auto limit = document.find("limit"); limit != document.end() && limit->is_object())
        figures.limited_by = text(*limit, "resource");
    if (auto read = read_usl(document, file, figures); !read)
        return read.error();
    if (auto read = read_operations(document, file, figures); !read)
        return read.error();
    if (auto read = read_paced(document, file, figures); !read)
        return read.error();
    figures.random_arrivals = flag(document, "random_arrivals");
    if (const auto machine = document.find("machine");
        machine != document.end() && machine->is_object()) {
        if (const auto cpus = number(*machine, "cpus"))
            figures.cpus = static_cast<unsigned>(*cpus);
        figures.shares_host = flag(*machine, "shares_host");
    }
    return figures;
}

}  // namespace sark::reports::planning
