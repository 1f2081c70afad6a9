#pragma once

#include "scenarios/environment/child_process.hpp"
#include "scenarios/meanwhile/fault_site.hpp"

namespace sark::scenarios {

struct EnvironmentParts;

/// Faults of the services that an environment has started: PostgreSQL crashes (an immediate
/// shutdown, so that it recovers from its WAL) or stands still with all its backends; Redis is
/// killed and comes back empty, or stands still; an OPA stand-in does as it is told.
class ServiceFaults final : public FaultSite {
 public:
    /// Borrows the parts. What stood still goes on when this is destroyed.
    explicit ServiceFaults(EnvironmentParts& parts) : parts_(parts) {}
    ~ServiceFaults() override;
    ServiceFaults(const ServiceFaults&) = delete;
    ServiceFaults& operator=(const ServiceFaults&) = delete;

    [[nodiscard]] Result<void> check(const MeanwhileSpec& fault) override;
    [[nodiscard]] Result<void> begin(const MeanwhileSpec& fault) override;
    [[nodiscard]] Result<void> end(const MeanwhileSpec& fault) override;
    [[nodiscard]] bool answers(const MeanwhileSpec& fault) override;

 private:
    [[nodiscard]] ChildProcess& process_of(FaultService service);
    [[nodiscard]] Result<void> kill(FaultService service);
    [[nodiscard]] Result<void> start_again(FaultService service);
    void keep_cpu(pid_t ended);

    EnvironmentParts& parts_;
    bool postgres_stands_still_ = false;
    bool redis_stands_still_ = false;
};

}  // namespace sark::scenarios
