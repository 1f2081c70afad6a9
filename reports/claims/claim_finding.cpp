#include "reports/claims/claim_finding.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

constexpr std::array<std::string_view, 5> verdict_names = {"confirmed", "smaller", "not_reproduced",
                                                           "reversed", "not_measured"};

std::optional<double> median(std::vector<double> values) {
    if (values.empty())
        return std::nullopt;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

std::vector<std::string> state_of(const scenarios::Claim& claim, const scenarios::ClaimArm& arm) {
    std::vector<std::string> state;
    if (arm.set)
        state.push_back("index set " + std::string(migrations::name_of(*arm.set)));
    if (arm.only)
        state.push_back(arm.only->empty() ? "no index but the keys"
                                          : fmt::format("only {}", fmt::join(*arm.only, ", ")));
    if (!arm.without.empty())
        state.push_back(fmt::format("without {}", fmt::join(arm.without, ", ")));
    state.insert(state.end(), arm.settings.begin(), arm.settings.end());
    if (arm.connect_each)
        state.emplace_back(arm.request ? "a connection opened for each"
                                       : "a connection opened for it");
    if (!arm.request)
        return state;
    std::string serve = fmt::format("serve --threads {}", arm.request->threads);
    for (const auto& [name, value] : arm.request->serve)
        serve += fmt::format(" --{}={}", name, value);
    state.push_back(serve);
    state.emplace_back(claim.redis ? "with Redis" : "without Redis");
    if (claim.opa)
        state.emplace_back("an OPA that answers at once");
    return state;
}

/// "GET /health/", "8 times, 8 at once: GET /path".
std::string request_text(const scenarios::ClaimRequest& request) {
    const auto& http = std::get<workloads::HttpOperation>(request.operation.request);
    std::string text;
    if (request.times > 1)
        text = fmt::format("{} times{}: ", request.times,
                           request.at_once > 1 ? fmt::format(", {} at once", request.at_once) : "");
    text += http.method + " " + http.path;
    if (!http.repeat.empty())
        text += " a list of " + http.repeat;
    if (!http.body.empty())
        text += " " + http.body;
    return text;
}

std::vector<std::string> statements_of(const scenarios::ClaimArm& arm) {
    std::vector<std::string> statements;
    if (!arm.sql.empty())
        statements.push_back(arm.sql);
    if (!arm.for_each.empty())
        statements.push_back("for each row: " + arm.for_each);
    statements.insert(statements.end(), arm.then.begin(), arm.then.end());
    if (arm.request)
        statements.push_back(request_text(*arm.request));
    if (!arm.redis_key.empty())
        statements.push_back("GET " + arm.redis_key + " (Redis)");
    return statements;
}

ClaimFinding describe_claim(const scenarios::Claim& claim) {
    ClaimFinding finding;
    finding.name = claim.name;
    finding.ids = claim.ids;
    finding.title = claim.title;
    finding.source = claim.source;
    finding.claimed = claim.claimed;
    finding.claimed_ratio = claim.ratio;
    finding.claimed_saving_ms = claim.saving_ms;
    finding.in_ms = claim.saving_ms.has_value();
    finding.note = claim.note;
    for (std::size_t i = 0; i < claim.arms.size(); ++i) {
        finding.sides[i].label = claim.arms[i].label;
        finding.sides[i].statements = statements_of(claim.arms[i]);
        finding.sides[i].state = state_of(claim, claim.arms[i]);
        finding.sides[i].plan_said = claim.arms[i].plan;
    }
    return finding;
}

void fill_side(ClaimSide& side, const scenarios::ArmMeasurement& measured) {
    side.median_ms = median(measured.times_ms);
    side.executions = measured.times_ms.size();
    side.rows = measured.rows;
    side.index_bytes = measured.index_bytes;
    if (!measured.plan)
        return;
    side.plan = measured.plan->summary();
    side.plan_json = measured.plan->json;
    if (!side.plan_said.empty())
        side.plan_as_said = measured.plan->has(side.plan_said);
}

void fill_answers(ClaimFinding& finding, const scenarios::Claim& claim,
                  const scenarios::ClaimMeasurement& measured) {
    using scenarios::ClaimAnswers;
    const std::string counts =
        fmt::format("{} and {} rows", finding.sides[0].rows, finding.sides[1].rows);
    const bool same_rows = measured.same_rows.value_or(measured.same_count);
    switch (claim.answers) {
        case ClaimAnswers::unchecked:
            finding.answers = "not compared";
            return;
        case ClaimAnswers::different:
            finding.answers = fmt::format("NOT equivalent, {}: {}", counts, claim.difference);
            return;
        case ClaimAnswers::same_count:
            finding.answers_as_declared = measured.same_count;
            finding.answers = measured.same_count ? "as many rows" : "other rows: " + counts;
            return;
        case ClaimAnswers::same_rows:
            finding.answers_as_declared = measured.same_count && same_rows;
            finding.answers = !measured.same_count ? "other rows: " + counts
                              : !same_rows         ? "as many rows, other content"
                              : measured.same_rows ? "the same rows"
                                                   : "as many rows";
    }
}

std::vector<double> effects_of(const scenarios::ClaimMeasurement& measured, bool in_ms) {
    std::vector<double> effects;
    for (const scenarios::ClaimBlock& block : measured.blocks) {
        const auto centre = [&](std::size_t arm) {
            const auto& [first, second] = block.round_ms[arm];
            return in_ms ? (first + second) / 2.0 : (std::log(first) + std::log(second)) / 2.0;
        };
        effects.push_back(centre(0) - centre(1));
    }
    return effects;
}

std::string figure(double value, bool in_ms) {
    return in_ms ? format_value(value, "ms") : format_number(value) + "x";
}

}  // namespace

std::string_view name_of(ClaimVerdict verdict) noexcept {
    return verdict_names[static_cast<std::size_t>(verdict)];
}

std::string ClaimFinding::effect_text() const {
    return effect ? figure(*effect, in_ms) : "-";
}

std::string ClaimFinding::interval_text() const {
    return interval95 ? figure(interval95->low, in_ms) + " to " + figure(interval95->high, in_ms)
                      : "-";
}

std::string ClaimFinding::claimed_text() const {
    if (claimed_ratio)
        return "at least " + figure(*claimed_ratio, false);
    if (claimed_saving_ms)
        return "at least " + figure(*claimed_saving_ms, true);
    return "faster";
}

ClaimVerdict claim_verdict(double effect, const CentreInterval& interval,
                           const std::optional<double>& claimed, double same_low,
                           double same_high) noexcept {
    if (interval.high < same_low)
        return ClaimVerdict::reversed;
    if (interval.low <= same_high)
        return ClaimVerdict::not_reproduced;
    return !claimed || effect >= *claimed ? ClaimVerdict::confirmed : ClaimVerdict::smaller;
}

ClaimFinding judge_claim(const scenarios::Claim& claim,
                         const scenarios::ClaimMeasurement& measured) {
    ClaimFinding finding = describe_claim(claim);
    for (std::size_t i = 0; i < finding.sides.size(); ++i)
        fill_side(finding.sides[i], measured.arms[i]);
    fill_answers(finding, claim, measured);
    finding.blocks = measured.blocks.size();
    finding.elapsed_s = to_seconds(measured.elapsed);
    const std::vector<double> effects = effects_of(measured, finding.in_ms);
    finding.effect = pseudo_median(effects);
    finding.interval95 = centre_interval(SignedRankTable(effects.size()), effects, 0.025);
    if (!finding.effect || !finding.interval95) {
        finding.reason = "too few blocks for an interval";
        return finding;
    }
    if (finding.in_ms) {
        const double same = claim_indifference * finding.sides[0].median_ms.value_or(0.0);
        finding.verdict =
            claim_verdict(*finding.effect, *finding.interval95, claim.saving_ms, -same, same);
        return finding;
    }
    finding.effect = std::exp(*finding.effect);
    finding.interval95 =
        CentreInterval{std::exp(finding.interval95->low), std::exp(finding.interval95->high)};
    finding.verdict = claim_verdict(*finding.effect, *finding.interval95, claim.ratio,
                                    1.0 / (1.0 + claim_indifference), 1.0 + claim_indifference);
    return finding;
}

ClaimFinding unmeasured_claim(const scenarios::Claim& claim, const Error& error) {
    ClaimFinding finding = describe_claim(claim);
    finding.reason = describe(error);
    return finding;
}

std::size_t ClaimsReport::count(ClaimVerdict verdict) const noexcept {
    return static_cast<std::size_t>(std::ranges::count(findings, verdict, &ClaimFinding::verdict));
}

std::string ClaimsReport::summary() const {
    std::string text;
    for (std::size_t i = 0; i < verdict_names.size(); ++i) {
        const std::size_t number = count(static_cast<ClaimVerdict>(i));
        if (number > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number, verdict_names[i]);
    }
    return text.empty() ? "no claim was measured" : text;
}

}  // namespace sark::reports
