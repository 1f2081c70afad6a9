#include "core/http/guards/gateway_key.hpp"

#include <string>

#include <gtest/gtest.h>

#include "core/http/guards/authentication.hpp"
#include "core/http/guards/csrf.hpp"
#include "tests/core/http/filter_samples.hpp"
#include "tests/core/service/manual_time.hpp"

namespace sark::http {
namespace {

const std::string key(32, 'k');

class GatewayKeyTest : public ::testing::Test {
 protected:
    Answer ask(std::string_view method, std::string_view path, const std::string& shown) {
        asked = test::request(method, path);
        if (!shown.empty())
            asked.headers.emplace_back("x-gateway-api-key", shown);
        return gateway.answer(asked, behind);
    }
    GatewayKey gateway{key};
    Request asked;
    test::Behind behind;
};

TEST_F(GatewayKeyTest, EventsAreTakenWithTheKey) {
    for (const std::string_view path : {"/api/v1/gateway/audit", "/api/v1/gateway/audit/"}) {
        EXPECT_EQ(ask("POST", path, key).status, 200) << path;
        EXPECT_TRUE(asked.is_from_gateway);
    }
    EXPECT_EQ(behind.asked, 2);
}

TEST_F(GatewayKeyTest, AndNotWithoutItOrWithAnother) {
    const Answer none = ask("POST", "/api/v1/gateway/audit", "");
    EXPECT_EQ(none.status, 401);
    EXPECT_EQ(none.body,
              R"({"detail":"Missing Gateway API key","error_type":"authentication_error"})");
    for (const std::string& wrong : {std::string(32, 'x'), key.substr(1), key + "k"}) {
        const Answer refused = ask("POST", "/api/v1/gateway/audit", wrong);
        EXPECT_EQ(refused.status, 401);
        EXPECT_EQ(refused.body.find(key), std::string::npos) << "it is in no message";
        EXPECT_FALSE(asked.is_from_gateway);
    }
    EXPECT_EQ(behind.asked, 0);
}

TEST_F(GatewayKeyTest, ItOpensNothingElse) {
    for (const std::string_view path : {"/api/v1/gateway/authorize", "/api/v1/servers/"}) {
        EXPECT_EQ(ask("POST", path, key).status, 200) << "passed on";
        EXPECT_FALSE(asked.is_from_gateway) << path;
    }
    EXPECT_EQ(ask("GET", "/api/v1/gateway/audit", key).status, 200);
    EXPECT_FALSE(asked.is_from_gateway);
}

TEST_F(GatewayKeyTest, WhoShowedItNeedsNoTokenAndNoCsrfText) {
    (void)ask("POST", "/api/v1/gateway/audit", key);
    test::ManualTime time;
    EXPECT_EQ(Authentication(std::string(32, 's'), nullptr, time).answer(asked, behind).status,
              200);
    EXPECT_EQ(CsrfCheck().answer(asked, behind).status, 200);
    asked.is_from_gateway = false;
    EXPECT_EQ(Authentication(std::string(32, 's'), nullptr, time).answer(asked, behind).status,
              401);
    EXPECT_EQ(CsrfCheck().answer(asked, behind).status, 403);
}

}  // namespace
}  // namespace sark::http
