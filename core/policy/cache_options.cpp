#include "core/policy/cache_options.hpp"

#include <algorithm>

namespace sark {

namespace {

std::string seconds(Nanos duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) +
           " s";
}

Nanos longest_l2(const PolicyCacheOptions& options) noexcept {
    return std::max(options.l2_table().longest(), options.l2_ttl);
}

}  // namespace

Nanos stacked_ttl(const PolicyCacheOptions& options) noexcept {
    const Nanos l1 = options.l1_entries == 0 ? Nanos{0} : options.l1_ttl;
    return l1 + longest_l2(options) + proxy_ttl;
}

std::optional<std::string> staleness_warning(const PolicyCacheOptions& options) {
    const Nanos stacked = stacked_ttl(options);
    if (stacked <= max_staleness)
        return std::nullopt;
    return "the policy caches add up to " + seconds(stacked) + " (L1 " + seconds(options.l1_ttl) +
           ", L2 and facts " + seconds(longest_l2(options)) + ", a proxy " + seconds(proxy_ttl) +
           "), more than the max_staleness of " + seconds(max_staleness) +
           ": what is not invalidated may be answered for that long";
}

}  // namespace sark
