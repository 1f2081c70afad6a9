#pragma once

#include <functional>
#include <string>

#include "reports/report.hpp"

namespace sark::reports {

/// Collects reasons for or against a run's validity; the worst severity is the verdict.
class Findings {
 public:
    void add(std::string code, ValidityVerdict severity, std::string message);
    /// A reason that takes nothing from the run.
    void note(std::string code, std::string message);
    /// Adds when value is above the lower of two limits, as severe as the limit it is above.
    void above(std::string code, double value, double suspect, double invalid,
               const std::function<std::string(double limit)>& message);
    [[nodiscard]] Validity take() &&;

 private:
    Validity validity_;
};

}  // namespace sark::reports
