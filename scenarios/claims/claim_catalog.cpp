#include "scenarios/claims/claim_catalog.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/embedded.hpp"
#include "core/base/suggestion.hpp"
#include "scenarios/claims/request_binding.hpp"

namespace sark::scenarios {

namespace {

using nlohmann::json;

constexpr unsigned times_max = 1'000;
constexpr unsigned at_once_max = 64;

/// What is wrong with a claim; caught where the file is read.
struct Fault {
    std::string message;
};

std::vector<std::string> texts(const json& object, const char* key) {
    return object.value(key, std::vector<std::string>{});
}

void only_known(const json& object, const std::set<std::string>& known) {
    for (const auto& [key, value] : object.items())
        if (!known.contains(key))
            throw Fault{"unknown key \"" + key + "\""};
}

ClaimArgument read_argument(const json& value) {
    ClaimArgument argument;
    if (value.is_string()) {
        argument.text = value.get<std::string>();
        return argument;
    }
    only_known(value, {"key", "form"});
    const auto name = value.at("key").get<std::string>();
    const auto found = std::ranges::find(workloads::entity_names, name);
    if (found == workloads::entity_names.end())
        throw Fault{"there is no entity \"" + name + "\""};
    argument.entity = static_cast<workloads::Entity>(found - workloads::entity_names.begin());
    argument.by_name = value.value("form", "id") == "name";
    return argument;
}

void read_indexes(const json& object, ClaimArm& arm) {
    arm.without = texts(object, "without");
    const auto indexes = object.find("indexes");
    if (indexes == object.end())
        return;
    if (indexes->is_array()) {
        arm.only = indexes->get<std::vector<std::string>>();
        return;
    }
    arm.set = migrations::parse_index_set(indexes->get<std::string>());
    if (!arm.set)
        throw Fault{"there is no index set \"" + indexes->get<std::string>() + "\""};
}

/// A whole number from 1 to `max`; 1 when it is not there.
unsigned read_count(const json& object, const char* key, unsigned max) {
    const auto found = object.find(key);
    if (found == object.end())
        return 1;
    const auto value = found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
    if (value < 1 || value > max)
        throw Fault{std::string(key) + " is a whole number from 1 to " + std::to_string(max)};
    return static_cast<unsigned>(value);
}

std::optional<ClaimRequest> read_request(const json& object, RequestBinder& binder) {
    const auto found = object.find("request");
    if (found == object.end()) {
        for (const char* key : {"times", "at_once", "serve"})
            if (object.contains(key))
                throw Fault{std::string(key) + " is of an arm with a request"};
        return std::nullopt;
    }
    ClaimRequest request;
    auto operation = binder.bind(found->dump());
    if (!operation)
        throw Fault{describe(operation.error())};
    request.operation = *std::move(operation);
    request.times = read_count(object, "times", times_max);
    request.at_once = read_count(object, "at_once", at_once_max);
    if (request.at_once > request.times)
        throw Fault{"of fewer requests (times) there cannot be so many at_once"};
    if (const auto serve = object.find("serve"); serve != object.end())
        if (auto bound = bind_claim_server(serve->dump(), request); !bound)
            throw Fault{describe(bound.error())};
    return request;
}

bool is_of_a_database(const ClaimArm& arm) {
    return !arm.arguments.empty() || !arm.then.empty() || !arm.for_each.empty() ||
           !arm.settings.empty() || !arm.plan.empty() || !arm.without.empty() || arm.only ||
           arm.set;
}

ClaimArm read_arm(const json& object, RequestBinder& binder) {
    only_known(object,
               {"label", "sql", "arguments", "then", "for_each", "redis_key", "connect_each",
                "settings", "indexes", "without", "plan", "request", "times", "at_once", "serve"});
    ClaimArm arm;
    arm.label = object.at("label").get<std::string>();
    arm.sql = object.value("sql", "");
    for (const json& value : object.value("arguments", json::array()))
        arm.arguments.push_back(read_argument(value));
    arm.then = texts(object, "then");
    arm.for_each = object.value("for_each", "");
    arm.redis_key = object.value("redis_key", "");
    arm.connect_each = object.value("connect_each", false);
    arm.settings = texts(object, "settings");
    arm.plan = object.value("plan", "");
    read_indexes(object, arm);
    arm.request = read_request(object, binder);
    const int actions = static_cast<int>(!arm.sql.empty()) +
                        static_cast<int>(!arm.redis_key.empty()) +
                        static_cast<int>(arm.request.has_value());
    if (actions != 1)
        throw Fault{"an arm has either sql, a redis_key or a request"};
    if (arm.request && is_of_a_database(arm))
        throw Fault{"an arm with a request has no statements, settings, indexes or plan"};
    return arm;
}

ClaimAnswers read_answers(const json& object) {
    const auto word = object.value("answers", "same_rows");
    constexpr std::array<std::string_view, 4> words = {"same_rows", "same_count", "different",
                                                       "unchecked"};
    const auto found = std::ranges::find(words, word);
    if (found == words.end())
        throw Fault{"answers are same_rows, same_count, different or unchecked, not " + word};
    return static_cast<ClaimAnswers>(found - words.begin());
}

std::optional<double> number(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end())
        return std::nullopt;
    return found->get<double>();
}

/// The arms that differ in their state alone share what stands in the claim itself.
json with_shared(const json& claim, const char* name) {
    json arm = claim.at(name);
    for (const char* key : {"sql", "arguments", "request"})
        if (!arm.contains(key) && claim.contains(key) && !arm.contains("redis_key"))
            arm[key] = claim[key];
    if (claim.contains("serve")) {
        json serve = claim["serve"];
        serve.update(arm.value("serve", json::object()));
        arm["serve"] = std::move(serve);
    }
    return arm;
}

void check(const Claim& claim) {
    if (claim.ids.empty() || claim.source.empty() || claim.claimed.empty())
        throw Fault{"ids, source and claimed are required"};
    if ((claim.answers == ClaimAnswers::different) == claim.difference.empty())
        throw Fault{"different answers, and only they, have a difference"};
    if (claim.ratio && claim.saving_ms)
        throw Fault{"a claim is of a ratio or of milliseconds"};
    if (claim.ratio && *claim.ratio <= 1.0)
        throw Fault{"a ratio says how many times as long A takes: above 1"};
    const bool chooses = std::ranges::any_of(claim.arms, [](const ClaimArm& arm) {
        return arm.set || arm.only || !arm.without.empty();
    });
    if (chooses == claim.tables.empty())
        throw Fault{"tables are named where an arm chooses indexes, and only there"};
    if (claim.arms[0].request.has_value() != claim.arms[1].request.has_value())
        throw Fault{"both arms have a request, or neither"};
    if (!claim.needs_api() && (claim.redis || claim.opa || !claim.rows.empty()))
        throw Fault{"redis, opa and rows are of claims with requests"};
}

Claim read_claim(const json& object, RequestBinder& binder) {
    only_known(object, {"name",    "ids",       "title",      "source",    "claimed", "ratio",
                        "systems", "saving_ms", "tables",     "prepare",   "restore", "answers",
                        "note",    "sql",       "difference", "arguments", "request", "serve",
                        "rows",    "redis",     "opa",        "a",         "b"});
    Claim claim;
    claim.ids = texts(object, "ids");
    claim.title = object.at("title").get<std::string>();
    claim.source = object.value("source", "");
    claim.claimed = object.value("claimed", "");
    claim.ratio = number(object, "ratio");
    claim.saving_ms = number(object, "saving_ms");
    claim.systems = object.at("systems").get<std::vector<std::string>>();
    claim.tables = texts(object, "tables");
    claim.prepare = texts(object, "prepare");
    claim.restore = texts(object, "restore");
    claim.answers = read_answers(object);
    claim.difference = object.value("difference", "");
    claim.note = object.value("note", "");
    claim.rows = object.value("rows", "");
    claim.redis = object.value("redis", false);
    claim.opa = object.value("opa", false);
    claim.arms = {read_arm(with_shared(object, "a"), binder),
                  read_arm(with_shared(object, "b"), binder)};
    check(claim);
    return claim;
}

bool names(const std::string& word, const Claim& claim) {
    const auto matches = [&word](const std::string& name) {
        if (!word.ends_with('*'))
            return name == word;
        return name.starts_with(std::string_view(word).substr(0, word.size() - 1));
    };
    return matches(claim.name) || std::ranges::any_of(claim.ids, matches);
}

}  // namespace

Result<std::vector<Claim>> read_claims(std::string_view text, const std::string& source_name) {
    std::vector<Claim> claims;
    std::string where = source_name;
    RequestBinder binder;
    try {
        const json document = json::parse(text);
        for (const json& object : document.at("claims")) {
            const auto name = object.at("name").get<std::string>();
            where = source_name + ", " + name;
            claims.push_back(read_claim(object, binder));
            claims.back().name = name;
        }
    } catch (const Fault& fault) {
        return Error{Errc::invalid_scenario, fault.message, where, ""};
    } catch (const json::exception& fault) {
        return Error{Errc::invalid_scenario, fault.what(), where, ""};
    }
    return claims;
}

Result<std::vector<Claim>> shipped_claims() {
    std::vector<Claim> all;
    for (const embedded::File& file : embedded::claims()) {
        auto claims = read_claims(file.text, std::string(file.name));
        if (!claims)
            return claims.error();
        all.insert(all.end(), claims->begin(), claims->end());
    }
    return all;
}

Result<std::vector<Claim>> choose_claims(const std::vector<Claim>& claims,
                                         const std::vector<std::string>& words) {
    std::vector<std::string> known;
    for (const Claim& claim : claims) known.push_back(claim.name);
    for (const std::string& word : words)
        if (std::ranges::none_of(claims, [&](const Claim& claim) { return names(word, claim); }))
            return Error{Errc::invalid_argument, "there is no claim \"" + word + "\"", "",
                         suggestion(word, known) + "; see sark-bench claims --list"};
    std::vector<Claim> chosen;
    for (const Claim& claim : claims)
        if (words.empty() ||
            std::ranges::any_of(words, [&](const std::string& word) { return names(word, claim); }))
            chosen.push_back(claim);
    return chosen;
}

}  // namespace sark::scenarios
