#include "cli/options/policy_options.hpp"

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/policy/config/policy_config_json.hpp"

namespace sark::cli {

namespace {

std::vector<std::string> table_names() {
    std::vector<std::string> names;
    for (const NamedTtlTable& table : ttl_tables()) names.emplace_back(table.name);
    return names;
}

Result<PolicyConfig> read_config(const PolicyFlags& flags) {
    if (!flags.opa_url.empty())
        return Error{Errc::invalid_argument, "an OPA decides, which has its own configuration",
                     "--policy-config", "load it into the OPA as data, or leave --opa-url out"};
    std::ifstream file(flags.config_file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad())
        return Error{Errc::invalid_argument, "cannot be read",
                     "--policy-config " + flags.config_file, "give a JSON file"};
    auto config = policy_config_from_json(text);
    if (config)
        return config;
    Error error = std::move(config).error();
    error.where =
        "--policy-config " + flags.config_file + (error.where.empty() ? "" : " " + error.where);
    return error;
}

}  // namespace

void add_policy_options(CLI::App& command, PolicyFlags& flags) {
    const CLI::Range seconds(0.0, 86'400.0);
    command
        .add_option("--rule-order", flags.rule_order,
                    "cheap-first or expensive-first: which rules are asked first (S003-OPA-02)")
        ->check(CLI::IsMember({"cheap-first", "expensive-first"}));
    command
        .add_option("--policy-config", flags.config_file,
                    "JSON file with what the rules go by: address and country lists, maintenance "
                    "windows, switches (docs/policy.md)")
        ->type_name("FILE");
    command
        .add_option("--l1-mode", flags.l1_mode,
                    "ttl, or time-bucket: entries end at multiples of --l1-ttl (S000-CACHE-01)")
        ->check(CLI::IsMember({"ttl", "time-bucket"}));
    command.add_option("--l1-entries", flags.l1_entries, "Decisions kept in process; 0: none")
        ->check(CLI::Range(0U, 10'000'000U))
        ->capture_default_str();
    command.add_option("--l1-ttl", flags.l1_ttl_s, "Seconds; 10, or 300 in time buckets; 0: no L1")
        ->check(seconds);
    command
        .add_option("--l2-ttl", flags.l2_ttl_s,
                    "Seconds for decisions in Redis and facts in process; 60, or 30 with hash keys")
        ->check(seconds);
    command
        .add_option("--ttl-table", flags.ttl_table,
                    "Decisions in Redis by sensitivity: seed, upstream, documented or gateway")
        ->check(CLI::IsMember(table_names()));
    command
        .add_option("--l2-keys", flags.l2_keys,
                    "decision (policy:decision:…) or hash (opa_decision:…, S003-CACHE-04)")
        ->check(CLI::IsMember({"decision", "hash"}));
    command
        .add_option("--refresh-share", flags.refresh_share,
                    "Share of its life in which a decision is made anew in the background; 0: off")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    command
        .add_option("--sync-interval", flags.sync_interval_s,
                    "Seconds between looks for invalidations by other processes; 0: never")
        ->check(seconds)
        ->capture_default_str();
    command.add_option("--opa-url", flags.opa_url,
                       "Let an OPA decide instead of the rules: http://HOST:PORT");
    command.add_option("--opa-path", flags.opa_path, "Document of OPA's Data API")
        ->capture_default_str();
    command.add_option("--opa-timeout", flags.opa_timeout_s, "Seconds for an answer of OPA")
        ->check(CLI::Range(0.001, 60.0))
        ->capture_default_str();
    command
        .add_option("--opa-breaker", flags.opa_breaker_s,
                    "Seconds for which OPA is not asked after 5 failures in a row (S004-CB-01); "
                    "without it: always asked")
        ->check(CLI::Range(0.001, 3600.0));
    command
        .add_option("--opa-pooled", flags.opa_pooled,
                    "Keep connections to OPA; false: a new one for each question (S002-CLM-01)")
        ->capture_default_str();
}

Result<void> apply(const PolicyFlags& flags, CoreOptions& options) {
    if (!flags.config_file.empty()) {
        auto config = read_config(flags);
        if (!config)
            return std::move(config).error();
        options.policy_config = *std::move(config);
    }
    options.rule_order =
        flags.rule_order == "cheap-first" ? RuleOrder::cheap_first : RuleOrder::expensive_first;
    PolicyCacheOptions& policy = options.policy;
    const bool in_buckets = flags.l1_mode == "time-bucket";
    const bool hashed = flags.l2_keys == "hash";
    policy.l1_mode = in_buckets ? L1Mode::time_bucket : L1Mode::ttl;
    policy.l1_entries = flags.l1_entries;
    policy.l1_ttl = from_seconds(flags.l1_ttl_s.value_or(in_buckets ? 300.0 : 10.0));
    policy.l2_key_mode = hashed ? L2KeyMode::input_hash : L2KeyMode::decision;
    policy.l2_ttl = from_seconds(flags.l2_ttl_s.value_or(hashed ? 30.0 : 60.0));
    if (const TtlTable* table = find_ttl_table(flags.ttl_table))
        policy.l2_ttl_by_level = *table;
    policy.refresh_share = flags.refresh_share;
    policy.sync_interval = from_seconds(flags.sync_interval_s);
    if (flags.opa_url.empty()) {
        if (flags.opa_path != OpaOptions().path)
            return Error{Errc::invalid_argument, "there is no OPA to ask for this document",
                         "--opa-path", "give --opa-url, too"};
        return {};
    }
    options.opa = OpaOptions{flags.opa_url, flags.opa_path, from_seconds(flags.opa_timeout_s)};
    options.opa->pooled = flags.opa_pooled;
    if (flags.opa_breaker_s) {
        options.opa->breaker.emplace();
        options.opa->breaker->open_for = from_seconds(*flags.opa_breaker_s);
    }
    return {};
}

}  // namespace sark::cli
