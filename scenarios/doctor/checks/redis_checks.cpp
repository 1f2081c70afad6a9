#include <array>
#include <map>
#include <string>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double band_percent = 80;
constexpr double enough_lookups = 1'000;
constexpr double wanted_hits_percent = 80;  // S003-SLA-16
constexpr double full_percent = 90;

/// S003-REDIS-01, as deploy/redis/redis.conf has it. maxmemory depends on the host: any limit is as
/// documented.
struct DocumentedSetting {
    std::string_view name;
    std::string_view value;
};
constexpr std::array<DocumentedSetting, 7> documented = {{{"maxmemory-policy", "allkeys-lru"},
                                                          {"tcp-backlog", "511"},
                                                          {"timeout", "0"},
                                                          {"tcp-keepalive", "300"},
                                                          {"appendonly", "yes"},
                                                          {"appendfsync", "everysec"},
                                                          {"save", ""}}};

/// INFO by name, and the lines that an answer rests on.
class Info {
 public:
    explicit Info(const Table& table) {
        for (std::size_t row = 0; row < table.size(); ++row)
            values_[table.text(row, "name")] = table.text(row, "value");
    }

    /// The value as text, and into the evidence with it; empty when INFO does not have it.
    std::string text(const std::string& name) {
        const auto found = values_.find(name);
        if (found == values_.end())
            return "";
        evidence_.rows.push_back({name, found->second});
        return found->second;
    }
    std::optional<double> number(const std::string& name) {
        const std::string value = text(name);
        char* end = nullptr;
        const double parsed = std::strtod(value.c_str(), &end);
        return value.empty() || *end != '\0' ? std::nullopt : std::optional(parsed);
    }
    /// The lines "dbN:keys=...".
    std::size_t databases() {
        std::size_t found = 0;
        for (const auto& [name, value] : values_)
            if (name.starts_with("db") && value.starts_with("keys=")) {
                evidence_.rows.push_back({name, value});
                ++found;
            }
        return found;
    }
    [[nodiscard]] Evidence evidence() const { return evidence_; }

 private:
    std::map<std::string, std::string> values_;
    Evidence evidence_{{"name", "value"}, {}, 0};
};

Judgement judge_clients(const Observation& seen, const Circumstances&) {
    Info info(seen.now);
    const auto clients = info.number("connected_clients");
    const auto most = info.number("maxclients");
    const auto refused = info.number("rejected_connections");
    info.text("blocked_clients");
    info.text("total_connections_received");
    if (!clients || !refused)
        return cannot_tell("INFO does not say", info.evidence());
    const std::string why = fmt::format("{:.0f} clients{}, {:.0f} connections refused", *clients,
                                        most ? fmt::format(" of {:.0f}", *most) : "", *refused);
    const bool crowded = most && *clients > band_percent / 100 * *most;
    return *refused > 0 || crowded ? no(why, info.evidence()) : yes(why, info.evidence());
}

Judgement judge_keyspace(const Observation& seen, const Circumstances&) {
    Info info(seen.now);
    const auto hits = info.number("keyspace_hits");
    const auto misses = info.number("keyspace_misses");
    info.text("expired_keys");
    const std::size_t databases = info.databases();
    if (!hits || !misses)
        return cannot_tell("INFO does not say", info.evidence());
    if (*hits + *misses < enough_lookups)
        return cannot_tell(fmt::format("{:.0f} look-ups in {} databases: too few statistics",
                                       *hits + *misses, databases),
                           info.evidence(), "ask again when the cache has been used");
    const double percent = 100.0 * *hits / (*hits + *misses);
    const std::string why =
        fmt::format("{:.1f} % of {:.0f} look-ups found their key", percent, *hits + *misses);
    return percent < wanted_hits_percent ? no(why, info.evidence()) : yes(why, info.evidence());
}

Judgement judge_evictions(const Observation& seen, const Circumstances&) {
    Info info(seen.now);
    const auto evicted = info.number("evicted_keys");
    info.text("expired_keys");
    if (!evicted)
        return cannot_tell("INFO does not say", info.evidence());
    if (*evicted > 0)
        return no(fmt::format("{:.0f} keys were evicted", *evicted), info.evidence());
    return yes("no key was evicted since Redis started", info.evidence());
}

Judgement judge_memory(const Observation& seen, const Circumstances&) {
    Info info(seen.now);
    const auto used = info.number("used_memory");
    const auto most = info.number("maxmemory");
    const std::string policy = info.text("maxmemory_policy");
    const std::string shown = info.text("used_memory_human");
    info.text("mem_fragmentation_ratio");
    if (!used || !most)
        return cannot_tell("INFO does not say", info.evidence());
    if (*most <= 0)
        return no(shown + " used, and maxmemory sets no limit", info.evidence());
    const double percent = 100.0 * *used / *most;
    const std::string why =
        fmt::format("{} used, {:.0f} % of maxmemory, {}", shown, percent, policy);
    const bool refuses = policy == "noeviction" || percent > full_percent;
    return refuses ? no(why, info.evidence()) : yes(why, info.evidence());
}

Judgement judge_settings(const Observation& seen, const Circumstances&) {
    Evidence evidence{{"setting", "here", "documented"}, {}, 0};
    std::size_t others = 0;
    const auto look = [&](std::string_view name, std::string_view wanted, bool is_as_wanted,
                          const std::string& here) {
        others += is_as_wanted ? 0 : 1;
        if (!is_as_wanted)
            evidence.rows.push_back({std::string(name), here.empty() ? "\"\"" : here,
                                     wanted.empty() ? "\"\"" : std::string(wanted)});
    };
    std::size_t known = 0;
    for (std::size_t row = 0; row < seen.now.size(); ++row) {
        const std::string name = seen.now.text(row, "name");
        const std::string here = seen.now.text(row, "value");
        if (name == "maxmemory") {
            look(name, "8gb, for a host of its own", here != "0", here);
            ++known;
        }
        for (const DocumentedSetting& setting : documented)
            if (setting.name == name) {
                look(name, setting.value, here == setting.value, here);
                ++known;
            }
    }
    if (known == 0)
        return cannot_tell("CONFIG GET was refused or knows none of them", evidence,
                           "ask as a user who may use CONFIG, or look at the host's own settings");
    if (others == 0)
        return yes(fmt::format("all {} are as documented", known), evidence);
    return no(fmt::format("{} of {} are not as documented", others, known), evidence);
}

Check info_check(const char* name, const char* question,
                 Judgement (*judge)(const Observation&, const Circumstances&)) {
    Check check;
    check.name = name;
    check.ids = {"S002-MON-02"};
    check.question = question;
    check.asked = Asked::redis;
    check.statement = "INFO";
    check.judge = judge;
    return check;
}

}  // namespace

std::span<const std::string_view> documented_redis_settings() {
    static constexpr auto names = [] {
        std::array<std::string_view, documented.size() + 1> all{"maxmemory"};
        for (std::size_t i = 0; i < documented.size(); ++i) all[i + 1] = documented[i].name;
        return all;
    }();
    return names;
}

std::vector<Check> redis_checks() {
    Check clients =
        info_check("redis_clients", "Does Redis have room for its clients?", judge_clients);
    clients.rule =
        "no when a connection was refused since Redis started, or over 80 % of "
        "maxclients are connected";
    clients.mend = "make the pools smaller or raise maxclients";

    Check keyspace = info_check("redis_keyspace", "Do over 80 % of the look-ups find their key?",
                                judge_keyspace);
    keyspace.rule =
        "keyspace_hits / (keyspace_hits + keyspace_misses) since Redis started; no "
        "below S003-SLA-16's 80 %, unknown below 1,000 look-ups";
    keyspace.mend = "longer TTLs; look for what invalidates too much";

    Check evictions =
        info_check("redis_evictions", "Does every key live until it expires?", judge_evictions);
    evictions.rule = "no when evicted_keys is above 0";
    evictions.mend = "more memory (maxmemory) or shorter TTLs";

    Check memory =
        info_check("redis_memory", "Is Redis' memory limited, with room left?", judge_memory);
    memory.rule = "no without maxmemory, with the policy noeviction, or above 90 % of maxmemory";
    memory.mend = "CONFIG SET maxmemory 2gb; CONFIG SET maxmemory-policy allkeys-lru";

    Check settings;
    settings.name = "redis_settings";
    settings.ids = {"S003-REDIS-01"};
    settings.question = "Is Redis set up as the documents have it?";
    settings.asked = Asked::redis_settings;
    settings.statement =
        "CONFIG GET maxmemory, maxmemory-policy, tcp-backlog, timeout, tcp-keepalive, appendonly, "
        "appendfsync, save";
    settings.judge = judge_settings;
    settings.rule =
        "no when any of them is another than deploy/redis/redis.conf gives it; any maxmemory but "
        "none will do; unknown where CONFIG is refused";
    settings.mend = "redis-server deploy/redis/redis.conf, with maxmemory for the host";

    return {clients, keyspace, evictions, memory, settings};
}

}  // namespace sark::scenarios::doctor
