#include "scenarios/environment/trace_identity.hpp"

#include <variant>

#include <fmt/format.h>

#include "migrations/fnv1a.hpp"

namespace sark::scenarios {

std::string trace_identity(const LoadSpec& load) {
    const auto* trace = std::get_if<workloads::TraceArrivals>(&load.arrivals);
    if (trace == nullptr || trace->entries == nullptr)
        return {};
    std::uint64_t hash = migrations::fnv1a("");
    for (const workloads::TraceEntry& entry : *trace->entries)
        hash = migrations::fnv1a(
            fmt::format("{},{},{}\n", entry.offset.count(), load.operations[entry.operation].name,
                        entry.key ? std::to_string(*entry.key) : ""),
            hash);
    return fmt::format("{}, {} requests, fnv1a {:016x}", load.trace_file, trace->entries->size(),
                       hash);
}

}  // namespace sark::scenarios
