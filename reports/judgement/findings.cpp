#include "reports/judgement/findings.hpp"

#include <algorithm>
#include <utility>

namespace sark::reports {

void Findings::add(std::string code, ValidityVerdict severity, std::string message) {
    validity_.verdict = std::max(validity_.verdict, severity);
    validity_.reasons.push_back({std::move(code), severity, std::move(message)});
}

void Findings::note(std::string code, std::string message) {
    add(std::move(code), ValidityVerdict::valid, std::move(message));
}

void Findings::above(std::string code, double value, double suspect, double invalid,
                     const std::function<std::string(double limit)>& message) {
    if (value > invalid)
        add(std::move(code), ValidityVerdict::invalid, message(invalid));
    else if (value > suspect)
        add(std::move(code), ValidityVerdict::suspect, message(suspect));
}

Validity Findings::take() && {
    return std::move(validity_);
}

}  // namespace sark::reports
