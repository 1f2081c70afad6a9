#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

class PolicyService;

/// Measures how long another process goes on deciding by what has been changed (S003-SLA-30): with
/// a tool of its own, whose sensitivity it changes in the registry and invalidates here. The other
/// one has its own caches and knows of it by the shared Redis only. One thread at a time.
class StalenessProbe {
 public:
    /// Registers the tool. `here` and `registry` are borrowed. Errors of the registry.
    [[nodiscard]] static Result<std::unique_ptr<StalenessProbe>> create(
        ServerRegistry& registry, PolicyService& here, std::unique_ptr<PolicyService> other);
    ~StalenessProbe();

    /// Returns once the other one decides by a new sensitivity of the tool: what the call lasts is
    /// the staleness, writing the change included. `user_id` must be somebody who may invoke tools
    /// of low sensitivity; Errc::invalid_argument otherwise. Errc::timeout after max_staleness.
    [[nodiscard]] Result<void> change_and_wait(const std::string& user_id);

 private:
    StalenessProbe(ServerRegistry& registry, PolicyService& here,
                   std::unique_ptr<PolicyService> other, std::string tool);
    ServerRegistry& registry_;
    PolicyService& here_;
    std::unique_ptr<PolicyService> other_;
    std::string tool_;
    bool is_low_ = true;
};

}  // namespace sark
