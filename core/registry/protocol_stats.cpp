#include "core/registry/protocol_stats.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/postgres/connection_pool.hpp"
#include "core/redis/client.hpp"

namespace sark {
namespace {

using nlohmann::json;

constexpr const char* count_protocols =
    "SELECT protocol, count(*) FROM sark_v2.resources GROUP BY protocol ORDER BY protocol";

/// {"http": 300, "mcp": 600}: JSON objects keep the order of their names.
std::string to_json(const std::vector<ProtocolCount>& counts) {
    json object = json::object();
    for (const ProtocolCount& count : counts) object[count.protocol] = count.resources;
    return object.dump();
}

std::optional<std::vector<ProtocolCount>> from_json(const std::string& text) {
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object())
        return std::nullopt;
    std::vector<ProtocolCount> counts;
    for (const auto& [protocol, count] : object.items()) {
        if (!count.is_number_unsigned())
            return std::nullopt;
        counts.push_back({protocol, count.get<std::uint64_t>()});
    }
    return counts;
}

}  // namespace

Result<std::vector<ProtocolCount>> ProtocolStats::count_now() {
    auto lease = reads_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found = (*lease)->execute_prepared("count_protocols", count_protocols, {});
    if (!found)
        return std::move(found).error();
    std::vector<ProtocolCount> counts;
    for (const postgres::Values& row : found->rows) {
        ProtocolCount count{row[0].value_or(""), 0};
        const std::string number = row[1].value_or("");
        std::from_chars(number.data(), number.data() + number.size(), count.resources);
        counts.push_back(std::move(count));
    }
    return counts;
}

Result<std::vector<ProtocolCount>> ProtocolStats::counts() {
    if (redis_ == nullptr)
        return count_now();
    const auto kept = redis_->get(key);
    if (kept && *kept) {
        if (auto counts = from_json(**kept)) {
            ++hits_;
            return *std::move(counts);
        }
    }
    const bool is_miss = kept && !*kept;
    ++(is_miss ? misses_ : errors_);
    auto counted = count_now();
    if (kept && counted && !redis_->set(key, to_json(*counted), ttl))
        ++errors_;
    return counted;
}

ProtocolStatsCounters ProtocolStats::counters() const noexcept {
    return {hits_, misses_, errors_};
}

}  // namespace sark
