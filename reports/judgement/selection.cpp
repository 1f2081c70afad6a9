#include "reports/judgement/selection.hpp"

#include <algorithm>

#include "reports/statistics/latency_sample.hpp"

namespace sark::reports {

namespace {

bool matches(const std::string& pattern, const std::string& name) {
    if (!pattern.ends_with('*'))
        return pattern == name;
    return name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

bool about(const SlaRow& row, std::string_view load, const std::string& operation,
           std::string_view driver) {
    if (!row.load.empty() && row.load != load)
        return false;
    if (!row.driver.empty() && row.driver != driver)
        return false;
    return std::ranges::any_of(row.operations,
                               [&](const auto& pattern) { return matches(pattern, operation); });
}

/// Whether its answers were so nearly all from the server's cache, or past it, that its
/// latencies are those of hits or of misses.
bool fits_cache(const SlaRow& row, const workloads::OperationTally& operation) {
    if (row.cache.empty())
        return true;
    constexpr std::uint64_t others_per = 100;
    const std::uint64_t wanted = row.cache == "hit" ? operation.cache_hits : operation.cache_misses;
    const std::uint64_t ok = ok_of(operation);
    return wanted > 0 && (ok - std::min(ok, wanted)) * others_per <= ok;
}

}  // namespace

std::vector<SelectedOperation> select_operations(const scenarios::RunResult& run,
                                                 const SlaRow& row) {
    std::vector<SelectedOperation> selected;
    for (const workloads::LoadTally& load : run.engine.loads) {
        const scenarios::LoadSpec* plan = plan_of(run, load.name);
        for (const workloads::OperationTally& operation : load.operations) {
            if (about(row, load.name, operation.name, operation.driver) &&
                fits_cache(row, operation))
                selected.push_back({&load, &operation, plan != nullptr ? plan->timeout : Nanos{0}});
        }
    }
    return selected;
}

bool is_planned(const scenarios::RunResult& run, const SlaRow& row) {
    for (const scenarios::LoadSpec& load : run.scenario.loads)
        for (const workloads::OperationSpec& operation : load.operations)
            if (about(row, load.name, operation.name,
                      workloads::driver_names[operation.request.index()]))
                return true;
    return false;
}

const scenarios::LoadSpec* plan_of(const scenarios::RunResult& run,
                                   const std::string& load) noexcept {
    const auto found = std::ranges::find(run.scenario.loads, load, &scenarios::LoadSpec::name);
    return found == run.scenario.loads.end() ? nullptr : &*found;
}

}  // namespace sark::reports
