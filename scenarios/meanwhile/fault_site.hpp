#pragma once

#include "core/base/result.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios {

/// Where faults can befall services. All on one thread, the one that started the services.
class FaultSite {
 public:
    virtual ~FaultSite() = default;
    /// Errc::unsafe when the service is not one that we started, which nobody may stop but its
    /// owner.
    [[nodiscard]] virtual Result<void> check(const MeanwhileSpec& fault) = 0;
    [[nodiscard]] virtual Result<void> begin(const MeanwhileSpec& fault) = 0;
    /// Lets the service be again; does not wait for it.
    [[nodiscard]] virtual Result<void> end(const MeanwhileSpec& fault) = 0;
    /// Whether it answers again; asked after end().
    [[nodiscard]] virtual bool answers(const MeanwhileSpec& fault) = 0;
};

}  // namespace sark::scenarios
