#include "reports/names.hpp"

namespace sark::reports {

std::string_view name_of(ValidityVerdict verdict) noexcept {
    switch (verdict) {
        case ValidityVerdict::valid:
            return "valid";
        case ValidityVerdict::suspect:
            return "suspect";
        case ValidityVerdict::invalid:
            return "invalid";
    }
    return "invalid";
}

std::string_view name_of(RowVerdict verdict) noexcept {
    switch (verdict) {
        case RowVerdict::pass:
            return "pass";
        case RowVerdict::warn:
            return "warn";
        case RowVerdict::fail:
            return "fail";
        case RowVerdict::inconclusive:
            return "inconclusive";
        case RowVerdict::no_data:
            return "no_data";
        case RowVerdict::skipped:
            return "skipped";
    }
    return "inconclusive";
}

std::string_view name_of(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::pass:
            return "pass";
        case Outcome::fail:
            return "fail";
        case Outcome::inconclusive:
            return "inconclusive";
        case Outcome::invalid:
            return "invalid";
    }
    return "invalid";
}

std::string_view name_of(ExitCode code) noexcept {
    switch (code) {
        case ExitCode::pass:
            return "pass";
        case ExitCode::internal_error:
            return "internal_error";
        case ExitCode::sla_failed:
            return "sla_failed";
        case ExitCode::unavailable:
            return "unavailable";
        case ExitCode::bad_usage:
            return "bad_usage";
        case ExitCode::interrupted:
            return "interrupted";
        case ExitCode::regressed:
            return "regressed";
        case ExitCode::inconclusive:
            return "inconclusive";
        case ExitCode::invalid_run:
            return "invalid_run";
        case ExitCode::not_comparable:
            return "not_comparable";
    }
    return "internal_error";
}

std::string_view name_of(scenarios::RunStatus status) noexcept {
    switch (status) {
        case scenarios::RunStatus::completed:
            return "completed";
        case scenarios::RunStatus::interrupted:
            return "interrupted";
        case scenarios::RunStatus::aborted:
            return "aborted";
    }
    return "aborted";
}

}  // namespace sark::reports
