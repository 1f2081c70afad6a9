#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/item_count.hpp"
#include "workloads/drivers/message_template.hpp"
#include "workloads/operations/core_call.hpp"

namespace sark::workloads {

/// An operation on the reference core, compiled. Immutable and thread-safe.
struct CoreRequest {
    /// Errc::invalid_scenario names the operation: no such call, a wrong number of arguments, or an
    /// argument that does not choose from the rows whose facts the call needs.
    [[nodiscard]] static Result<CoreRequest> compile(const OperationSpec& operation,
                                                     const RequestContext& context);

    CoreCallee callee = CoreCallee::policy_evaluate;
    ParameterSet parameters;
    std::vector<MessageTemplate> arguments;
    std::size_t user_slot = 0;      ///< policy.evaluate and policy.staleness only
    std::size_t tool_slot = 0;      ///< policy.evaluate only
    std::optional<ItemCount> size;  ///< policy.decide_batch and audit.append_batch only
};

}  // namespace sark::workloads
