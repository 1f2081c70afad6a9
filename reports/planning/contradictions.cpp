#include "reports/planning/contradictions.hpp"

#include <fmt/format.h>

namespace sark::reports::planning {

namespace {

constexpr std::uint64_t documented_pods = 4;
constexpr std::uint64_t documented_reserved = 20;
constexpr std::uint64_t documented_max = 200;
constexpr std::uint64_t hpa_max = 50;
constexpr PoolSize text_pool{20, 10};
constexpr PoolSize v2_pool{20, 40};
constexpr PoolSize replica_pool{30, 20};
constexpr PoolSize high_traffic_pool{50, 20};

/// "4 x (20 + 40) + 20 = 260"
std::string sum_text(std::uint64_t pods, PoolSize pool, std::uint64_t reserved) {
    return fmt::format("{} x ({} + {}){} = {}", pods, pool.base, pool.overflow,
                       reserved > 0 ? fmt::format(" + {}", reserved) : std::string(),
                       total_connections(pods, pool, reserved));
}

Claim limit_claim(const std::string& source) {
    return {fmt::format("max_connections {}", documented_max), source};
}

Contradiction overflow_case(const PlanScope& scope) {
    return {
        "X-05",
        "the pool of a pod",
        {"20 + 40 (on 001's pods " + sum_text(documented_pods, v2_pool, documented_reserved) + ")",
         "S000-CFG-02"},
        limit_claim("S000-CFG-01, S001-POOL-01"),
        "the default pool is 20 + 10, as three of four seeds say",
        scope.pools.pool.base == v2_pool.base};
}

Contradiction diagram_case(const PlanScope& scope) {
    return {"X-05",
            "001's connections of four pods",
            {"4 x 25 = 100", "S001 diagram, L754"},
            {sum_text(documented_pods, text_pool, 0), "S001-POOL-01, L792"},
            "the pool sizes of the text are counted",
            scope.pools.pool == text_pool || scope.pools.pool.most() == 25};
}

Contradiction headroom_case() {
    const std::uint64_t total = total_connections(documented_pods, text_pool, documented_reserved);
    const Headroom room = headroom(total, documented_max);
    return {"X-05",
            "what headroom is a share of",
            {fmt::format("{} of {} is \"43 % headroom\": {:.0f} % of what is used", documented_max,
                         total, 100.0 * room.ratio),
             "S001-SLA-20, L846"},
            {fmt::format("{} of {} stay free: {:.0f} %", documented_max - total, documented_max,
                         100.0 * room.free_share),
             "S001-FRM-01"},
            "both figures are printed, each with its meaning",
            true};
}

Contradiction replica_case(const PlanScope& scope) {
    return {"X-05",
            "the read replica's pool",
            {sum_text(documented_pods, replica_pool, 0), "S001-POOL-02, L810"},
            {fmt::format("max_connections {} of which {} are reserved", documented_max,
                         documented_reserved),
             "S001-SLA-16"},
            "a replica is planned like a primary: reserved connections are always added",
            scope.pools.pool == replica_pool};
}

Contradiction high_traffic_case(const PlanScope& scope) {
    const SizingRow& very_high = documented_sizing().back();
    return {"X-05",
            "the pool for high traffic",
            {sum_text(documented_pods, high_traffic_pool, documented_reserved), "S002-PRO-01"},
            {fmt::format("max_connections {}; for more than 1000 req/s {} + {} per pod and {}",
                         documented_max, very_high.pool.base, very_high.pool.overflow,
                         very_high.documented_max_connections),
             "S001-POOL-01, S001-SLA-15"},
            "max_connections is advised from the total",
            scope.pools.pool == high_traffic_pool || scope.rate_per_s > 1000.0};
}

Contradiction hpa_case(const PlanScope& scope) {
    return {"X-05",
            "connections when the autoscaler is at its limit",
            {fmt::format("{} pods x {} = {}", hpa_max, text_pool.most(),
                         total_connections(hpa_max, text_pool, 0)),
             "S003-HPA-01, S003-POOL-01"},
            limit_claim("S003-CFG-01"),
            "PgBouncer is planned as soon as the most pods do not fit",
            scope.hpa_max * scope.pools.pool.most() + scope.pools.reserved >
                scope.pools.max_connections};
}

Contradiction bouncer_case(const PlanScope& scope) {
    const std::uint64_t fit =
        pods_that_fit(documented_max, documented_reserved, text_pool).value_or(0);
    return {"X-05",
            "from how many pods on PgBouncer is needed",
            {"more than 10 pods", "S001-POOL-05, L861"},
            {fmt::format("({} - {}) / {} = {} pods fit", documented_max, documented_reserved,
                         text_pool.most(), fit),
             "S001-FRM-01"},
            "needed from the pod that no longer fits, advised above 10",
            scope.pools.pods > fit || scope.hpa_max > fit};
}

Contradiction retention_case(const PlanScope& scope) {
    return {"X-08",
            "how long audit events are kept",
            {"730 days, compressed after 30", "S000-TS-02"},
            {"90 days, compressed after 7", "S001-SLA-19, S003-TS-01"},
            "90 days unless --retention says otherwise",
            scope.storage};
}

Contradiction ttl_case(const PlanScope& scope) {
    return {"X-09",
            "how long a decision is cached",
            {"60 s", "S003-SLA-29, S003-CACHE-02"},
            {"30 s", "S003-CACHE-04"},
            "60 s, which needs more memory",
            scope.cache};
}

Contradiction replicas_case(const PlanScope& scope) {
    return {"X-18",
            "how many replicas the autoscaler may run",
            {"3 to 50, with a requests metric", "S003-HPA-01"},
            {"3 to 10, without one", "the manifests of upstream SARK"},
            "3 to 50 unless --min-replicas and --max-replicas say otherwise",
            scope.hpa_max > 0};
}

}  // namespace

std::vector<Contradiction> contradictions(const PlanScope& scope) {
    return {overflow_case(scope), diagram_case(scope),      headroom_case(),
            replica_case(scope),  high_traffic_case(scope), hpa_case(scope),
            bouncer_case(scope),  retention_case(scope),    ttl_case(scope),
            replicas_case(scope)};
}

}  // namespace sark::reports::planning
