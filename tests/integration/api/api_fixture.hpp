#pragma once

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "core/http/api_server.hpp"
#include "core/metrics/metrics.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark::test {

/// Rows that every test finds: ann (developer, team blue), vic (viewer), ada (admin), ina
/// (inactive); tools search (low, blue), report (medium, team red) and deploy (high, blue).
namespace seed {
inline const std::string ann = "00000000-0000-4000-8000-0000000000a1";
inline const std::string vic = "00000000-0000-4000-8000-0000000000a2";
inline const std::string ada = "00000000-0000-4000-8000-0000000000a3";
inline const std::string ina = "00000000-0000-4000-8000-0000000000a4";
inline const std::string blue = "00000000-0000-4000-8000-0000000000b1";
inline const std::string server = "00000000-0000-4000-8000-0000000000c1";
inline const std::string red_server = "00000000-0000-4000-8000-0000000000c2";
}  // namespace seed

/// The connection string of the private server as a user who can be locked out.
[[nodiscard]] std::string victim_dsn();
/// Ends the victim's connections and refuses new ones; let_in() allows them again.
void lock_out_victim();
void let_in_victim();

/// A reference core on fresh schemas and the private Redis, behind its API on a free port. Policy
/// runs on a clock that stands still at Monday 10:00.
class ApiTest : public testing::Test {
 protected:
    /// The schemas are made once per suite, the rows anew for every test.
    static void SetUpTestSuite();
    void SetUp() override;
    void TearDown() override;

    /// Opens core and server; once per test, after changing `options` if need be.
    void start();
    void stop();

    [[nodiscard]] httplib::Client client() const;
    [[nodiscard]] httplib::Result post(const std::string& path, const nlohmann::json& body);
    [[nodiscard]] httplib::Result get(const std::string& path);
    [[nodiscard]] httplib::Result patch(const std::string& path, const nlohmann::json& body);
    [[nodiscard]] httplib::Result evaluate(const std::string& user, const std::string& tool);
    /// Everything accepted by the audit writer is in the table afterwards.
    void flush_audit();

    CoreOptions options;
    http::GuardOptions guards;
    Nanos request_timeout = std::chrono::seconds(30);
    ManualTime time;
    std::unique_ptr<ReferenceCore> core;
    std::unique_ptr<ApiServer> server;
};

/// The body of a response that must be JSON.
[[nodiscard]] nlohmann::json body_of(const httplib::Result& response);
[[nodiscard]] std::string detail_of(const httplib::Result& response);

}  // namespace sark::test
