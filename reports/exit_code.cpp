#include "reports/exit_code.hpp"

namespace sark::reports {

ExitCode exit_code_of(Errc code) noexcept {
    switch (code) {
        case Errc::invalid_argument:
        case Errc::invalid_scenario:
        case Errc::unsafe:
        case Errc::not_found:
        case Errc::conflict:
            return ExitCode::bad_usage;
        case Errc::unavailable:
        case Errc::timeout:
        case Errc::protocol:
            return ExitCode::unavailable;
        case Errc::interrupted:
            return ExitCode::interrupted;
        case Errc::io:
        case Errc::internal:
            return ExitCode::internal_error;
    }
    return ExitCode::internal_error;
}

}  // namespace sark::reports
