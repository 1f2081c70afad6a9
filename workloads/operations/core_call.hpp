#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sark::workloads {

/// What a call of the in-process core does; the value is its position in core_calls().
enum class CoreCallee : std::uint8_t {
    policy_evaluate,
    policy_decide,
    policy_decide_batch,
    policy_invalidate_user,
    policy_invalidate_tool,
    policy_staleness,
    audit_append,
    audit_append_batch,
    audit_write,
    registry_server,
    registry_register,
    registry_protocol_stats,
    costs_record,
    costs_check,
    federation_find,
    access_check,
    pool_acquire
};

/// One call of the reference core that scenarios can name.
struct CoreCall {
    std::string_view name;                        ///< e.g. "policy.decide"
    std::span<const std::string_view> arguments;  ///< In order; all are required.
    std::string_view summary;
};

/// No call has more arguments.
inline constexpr std::size_t core_arguments_max = 6;

/// Every call, in the order of CoreCallee: what the scenario parser allows and the driver makes.
[[nodiscard]] std::span<const CoreCall> core_calls() noexcept;

}  // namespace sark::workloads
