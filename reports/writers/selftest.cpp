#include "reports/writers/selftest.hpp"

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/format.hpp"
#include "scenarios/environment/version.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

std::optional<double> lateness_ms(const scenarios::HostTrust& host, double q) {
    const auto value = host.calibration.wait_lateness.quantile(q);
    return value ? std::optional(to_seconds(*value) * 1e3) : std::nullopt;
}

std::string or_dash(const std::optional<double>& value) {
    return value ? format_number(*value) : "-";
}

std::string allowed_text(const scenarios::Check& check) {
    if (check.at_least && check.at_most && *check.at_least == *check.at_most)
        return format_number(*check.at_least);
    if (check.at_least && check.at_most)
        return format_number(*check.at_least) + " .. " + format_number(*check.at_most);
    return check.at_least ? ">= " + format_number(*check.at_least) : "<= " + or_dash(check.at_most);
}

std::string rate_text(const std::optional<double>& rate, double highest) {
    if (!rate)
        return "none";
    return fmt::format("{}/s{}", format_number(*rate),
                       *rate >= highest ? " (the highest tried)" : "");
}

void write_host(const scenarios::HostTrust& host, std::ostream& out) {
    const auto line = [&out](const char* what, const std::string& value) {
        out << fmt::format("  {:<44} {}\n", what, value);
    };
    out << "\nthis host\n";
    line("cores", std::to_string(host.cpus));
    line("highest rate with p99 of wake lag < 0.1 ms",
         rate_text(host.rate_at_100us, host.highest_rate_tried));
    line("highest rate with p99 of wake lag < 1 ms",
         rate_text(host.rate_at_1ms, host.highest_rate_tried));
    line("waits end late, p50 / p99 / max, ms",
         fmt::format("{} / {} / {}", or_dash(lateness_ms(host, 0.50)),
                     or_dash(lateness_ms(host, 0.99)), or_dash(lateness_ms(host, 1.0))));
    line("a clock reading costs, ns", std::to_string(host.calibration.clock_cost.count()));
    line("stolen by the hypervisor, of the machine",
         host.steal ? format_value(*host.steal, "ratio") : "-");
    line("cores used by other programs", or_dash(host.others));
}

Json check_of(const scenarios::Check& check) {
    return {{"name", check.name},
            {"passed", check.passed},
            {"measured", check.measured},
            {"at_least", number(check.at_least)},
            {"at_most", number(check.at_most)},
            {"unit", check.unit},
            {"note", check.note}};
}

}  // namespace

ExitCode exit_code_of(const scenarios::SelftestResult& result) {
    return result.doubts().empty() ? ExitCode::pass : ExitCode::invalid_run;
}

void write_selftest(const scenarios::SelftestResult& result, std::ostream& out) {
    out << fmt::format("{:<26} {:<10} {:>10}  {:<20} {}\n", "check", "unit", "measured", "allowed",
                       "verdict");
    for (const scenarios::Check& check : result.checks)
        out << fmt::format("{:<26} {:<10} {:>10}  {:<20} {}\n", check.name, check.unit,
                           format_number(check.measured), allowed_text(check),
                           check.passed ? "PASS" : "FAIL");
    write_host(result.host, out);
    out << '\n';
    const auto doubts = result.doubts();
    for (const std::string& doubt : doubts) out << "doubt: " << doubt << '\n';
    out << (doubts.empty() ? "TRUSTED: this host can be trusted for what is said above (exit 0)\n"
                           : "DOUBTFUL: numbers measured on this host now are not to be trusted "
                             "(exit 122, invalid_run)\n");
}

void write_selftest_json(const scenarios::SelftestResult& result, std::ostream& out) {
    const scenarios::HostTrust& host = result.host;
    Json checks = Json::array();
    for (const scenarios::Check& check : result.checks) checks.push_back(check_of(check));
    const auto doubts = result.doubts();
    const Json document = {{"schema_version", 1},
                           {"tool",
                            {{"name", "sark-bench"},
                             {"version", scenarios::tool_version()},
                             {"revision", scenarios::tool_revision()}}},
                           {"verdict",
                            {{"outcome", doubts.empty() ? "trusted" : "doubtful"},
                             {"exit_code", static_cast<int>(exit_code_of(result))},
                             {"doubts", doubts}}},
                           {"quick", result.quick},
                           {"host",
                            {{"cpus", host.cpus},
                             {"rate_with_wake_lag_p99_below_0_1_ms", number(host.rate_at_100us)},
                             {"rate_with_wake_lag_p99_below_1_ms", number(host.rate_at_1ms)},
                             {"highest_rate_tried", host.highest_rate_tried},
                             {"wait_lateness_ms",
                              {{"p50", number(lateness_ms(host, 0.50))},
                               {"p99", number(lateness_ms(host, 0.99))},
                               {"max", number(lateness_ms(host, 1.0))}}},
                             {"clock_cost_ns", host.calibration.clock_cost.count()},
                             {"steal", number(host.steal)},
                             {"others_cores", number(host.others)}}},
                           {"checks", checks}};
    out << document.dump(2) << '\n';
}

}  // namespace sark::reports
