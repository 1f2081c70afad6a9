#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class ExportApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
};

TEST_F(ExportApiTest, ServersAsCsv) {
    const auto response = get("/api/v1/export/servers.csv");
    ASSERT_EQ(response->status, 200) << response->body;
    EXPECT_THAT(response->get_header_value("Content-Type"), StartsWith("text/csv"));
    EXPECT_THAT(response->get_header_value("Content-Disposition"), HasSubstr("servers.csv"));
    EXPECT_FALSE(response->has_header("X-Next-Cursor"));
    EXPECT_EQ(response->body,
              "id,name,description,transport,endpoint,status,sensitivity_level,created_at\r\n" +
                  test::seed::server +
                  ",blue server,,http,http://b,active,low,2026-01-01T00:00:00.000000Z\r\n" +
                  test::seed::red_server +
                  ",red server,,stdio,,inactive,medium,2026-01-02T00:00:00.000000Z\r\n");
}

TEST_F(ExportApiTest, ServersAsJson) {
    const json document = test::body_of(get("/api/v1/export/servers.json?status_filter=active"));
    EXPECT_EQ(document["total_records"], 1);
    EXPECT_EQ(document["servers"][0]["metadata"], json({{"zone", 1}}));
    EXPECT_THAT(get("/api/v1/export/servers.json?pretty=true")->body, HasSubstr("\n  "));
}

TEST_F(ExportApiTest, ToolsNameTheirServer) {
    const auto csv = get("/api/v1/export/tools.csv");
    EXPECT_THAT(csv->body, HasSubstr("," + test::seed::server + ",blue server,low,false,"));
    const json document = test::body_of(get("/api/v1/export/tools.json"));
    EXPECT_EQ(document["total_records"], 3);
    EXPECT_EQ(document["tools"][0]["parameters"], json::object());
}

TEST_F(ExportApiTest, PartsVisitEveryRowOnce) {
    std::string names;
    std::string path = "/api/v1/export/tools.json?limit=2";
    for (int part = 0; part < 2; ++part) {
        const auto response = get(path);
        ASSERT_EQ(response->status, 200) << response->body;
        const json document = test::body_of(response);
        for (const json& tool : document["tools"]) names += tool["id"].get<std::string>();
        EXPECT_EQ(response->has_header("X-Next-Cursor"), part == 0);
        path = "/api/v1/export/tools.json?limit=2&cursor=" +
               response->get_header_value("X-Next-Cursor");
    }
    EXPECT_EQ(names, test::scalar("SELECT string_agg(id::text, '' ORDER BY created_at, id) FROM "
                                  "sark_api.mcp_tools"));
}

TEST_F(ExportApiTest, BadParametersAreRefused) {
    for (const char* query : {"limit=0", "limit=10001", "status_filter=asleep", "pretty=x"})
        EXPECT_EQ(get(std::string("/api/v1/export/servers.csv?") + query)->status, 422) << query;
    EXPECT_EQ(get("/api/v1/export/tools.csv?cursor=x")->status, 400);
    EXPECT_EQ(get("/api/v1/export/policies.csv")->status, 404);
    EXPECT_EQ(post("/api/v1/export/", {{"format", "xml"}})->status, 422);
}

TEST_F(ExportApiTest, ARequestIsToldWhereItsFileIs) {
    const json made = test::body_of(post(
        "/api/v1/export/",
        {{"format", "csv"}, {"resource_type", "servers"}, {"filters", {{"status", "active"}}}}));
    EXPECT_EQ(made["record_count"], 1);
    EXPECT_EQ(get(made["download_url"].get<std::string>())->status, 200);
    EXPECT_EQ(test::body_of(post("/api/v1/export/",
                                 {{"format", "json"}, {"resource_type", "tools"}}))["record_count"],
              3);
}

}  // namespace
}  // namespace sark
