#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "reports/writers/writer.hpp"
#include "tests/support/run_result_builder.hpp"
#include "tests/support/told_evidence.hpp"

namespace sark::test {

using reports::Report;

/// A run in which every row verdict and most notes occur.
inline Report golden_report() {
    scenarios::RunResult run =
        RunResultBuilder()
            .answers("api.list", 2'000, 0.8, 4.2)
            .failures("api.list", workloads::OutcomeCode::wrong_answer, 2, 1)
            .cause("api.list", workloads::OutcomeCode::wrong_answer, 1, "status 500",
                   "{\"detail\": \"Internal Server Error\", \"request\": "
                   "\"7f6d2c1e-58a4-4b0e-9d36-2f1b8a4c7e90\", \"at\": \"2026-11-21")
            .server_times("api.list", 2'000, 0.4, 3.1)
            .cache("api.list", 1'900, 100)
            .answers("api.policy_evaluate", 4'000, 0.3, 2.4)
            .server_times("api.policy_evaluate", 4'000, 0.1, 1.2)
            .answers("api.register", 1'500, 20, 260)
            .server_times("api.register", 1'500, 15, 240)
            .failures("api.register", workloads::OutcomeCode::timeout, 150, 5'000)
            .cause("api.register", workloads::OutcomeCode::timeout, 138, "no answer in time")
            .cause("api.register", workloads::OutcomeCode::timeout, 12, "status 504",
                   "upstream request timeout")
            .abandoned("api.register", 10, 5'500)
            .answers("v2.resource_by_id", 2'000, 1, 8)
            .answers("v2.cost_insert", 2'000, 1, 40)
            .answers("v2.audit_insert", 900, 1, 2)
            .operation("v2.federation_lookup")
            .threshold("http_req_duration{operation:api.list}", "p(95)<50ms")
            .threshold("errors", "rate<0.01")
            .build();
    run.cpu.others = 0.3;
    run.server = told_evidence("postgres", "v2.resource_by_id");
    auto report = reports::judge(std::move(run), {"api", "v2-database", "sla"});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

/// A run whose every free text tries to break out of its format.
inline Report hostile_report() {
    const std::string evil = "</script><b>\"'|`*&\n\x1b[31m<!--";
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 2'000, 1, 2).build();
    run.scenario.name = evil;
    run.scenario.description = evil;
    run.status_reason = evil;
    run.status = scenarios::RunStatus::aborted;
    run.engine.loads[0].name = evil;
    run.engine.loads[0].operations[0].name = evil + std::string(60, 'n');
    run.engine.loads[0].operations[0].load = evil;
    run.environment.facts.emplace_back(evil, evil + "\xff\xfe");
    run.environment.settings.push_back({evil, evil, evil});
    run.evidence.core.emplace_back(evil, 1.0);
    run.server = told_evidence(evil, evil);
    run.server.plans[0].json = R"(["</script>"])";
    run.server.windows[0].statements[0].text = evil;
    run.server.windows[0].statements[0].id = evil;
    run.server.windows[0].tables[0].name = evil;
    run.server.absent.emplace_back(evil, evil);
    auto report = reports::judge(std::move(run), {"api"});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

inline std::string text_of(void (*write)(const Report&, std::ostream&), const Report& report) {
    std::ostringstream out;
    write(report, out);
    return out.str();
}

/// Compares with tests/golden/NAME; SARK_UPDATE_GOLDEN=1 writes it instead.
inline void expect_golden(const std::string& name, const std::string& actual) {
    const std::string path = std::string(SARK_GOLDEN_DIR) + "/" + name;
    const char* update = std::getenv("SARK_UPDATE_GOLDEN");
    if (update != nullptr && std::string_view(update) == "1") {
        std::ofstream(path) << actual;
        return;
    }
    std::ostringstream expected;
    expected << std::ifstream(path).rdbuf();
    EXPECT_EQ(actual, expected.str()) << path << " (SARK_UPDATE_GOLDEN=1 rewrites it)";
}

}  // namespace sark::test
