#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/drive_connection.hpp"
#include "tests/support/scripted_server.hpp"
#include "workloads/drivers/http_driver.hpp"

namespace sark::workloads {

// One request of the HTTP driver to a scripted server.

inline OperationSpec request(std::string method = "GET") {
    OperationSpec operation;
    operation.name = "api.thing";
    HttpOperation http;
    http.method = std::move(method);
    http.path = "/x";
    operation.request = http;
    return operation;
}

inline HttpOperation& http_of(OperationSpec& operation) {
    return std::get<HttpOperation>(operation.request);
}

inline std::unique_ptr<Connection> connection_to(const std::string& url,
                                                 const std::vector<OperationSpec>& operations) {
    Target target;
    target.http_url = url;
    const auto factory = make_http_factory(target, operations, {});
    if (!factory) {
        ADD_FAILURE() << describe(factory.error());
        return nullptr;
    }
    return std::move((*factory)(0)).value();
}

inline std::unique_ptr<Connection> opened(const testing::ScriptedServer& server,
                                          const std::vector<OperationSpec>& operations) {
    auto connection = connection_to(server.url(), operations);
    const auto result = connection->open();
    EXPECT_TRUE(result);
    return connection;
}

inline OutcomeCode outcome_of(const testing::ScriptedServer::Script& script,
                              const OperationSpec& operation) {
    testing::ScriptedServer server({script});
    const auto connection = opened(server, {operation});
    return testing::perform(*connection).code;
}

}  // namespace sark::workloads
