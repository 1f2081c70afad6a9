#include <set>

#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;
using testing::ElementsAre;

class ServerListApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
    [[nodiscard]] std::vector<std::string> names(const std::string& query) {
        const auto response = get("/api/v1/servers/?" + query);
        EXPECT_EQ(response->status, 200) << response->body;
        std::vector<std::string> names;
        const json page = test::body_of(response);
        for (const json& item : page["items"]) names.push_back(item["name"]);
        return names;
    }
};

TEST_F(ServerListApiTest, FiltersWorkAloneAndTogether) {
    ASSERT_EQ(post("/api/v1/servers/", {{"name", "green"},
                                        {"transport", "sse"},
                                        {"description", "Speaks to EVERYBODY"},
                                        {"sensitivity_level", "high"},
                                        {"team_id", test::seed::blue},
                                        {"tags", {"eu", "prod"}}})
                  ->status,
              201);
    EXPECT_THAT(names("status=active,inactive"), ElementsAre("red server", "blue server"));
    EXPECT_THAT(names("sensitivity=high,low&sort_order=asc"), ElementsAre("blue server", "green"));
    EXPECT_THAT(names("team_id=" + test::seed::blue), ElementsAre("green", "blue server"));
    EXPECT_THAT(names("owner_id=" + test::seed::ann), ElementsAre());
    EXPECT_THAT(names("tags=us,prod"), ElementsAre("green"));
    EXPECT_THAT(names("tags=us,prod&match_all_tags=true"), ElementsAre());
    EXPECT_THAT(names("search=everybody"), ElementsAre("green"));
    EXPECT_THAT(names("search=SERVER&status=inactive"), ElementsAre("red server"));
}

TEST_F(ServerListApiTest, TotalIsOfTheFilter) {
    EXPECT_EQ(test::body_of(get("/api/v1/servers/?include_total=true"))["total"], 2);
    const json filtered =
        test::body_of(get("/api/v1/servers/?include_total=true&status=active&limit=1"));
    EXPECT_EQ(filtered["total"], 1);
    EXPECT_EQ(filtered["has_more"], false);
}

TEST_F(ServerListApiTest, CursorGoesOnUnderTheSameFilterAndOrder) {
    const json first = test::body_of(get("/api/v1/servers/?limit=1&sort_order=asc"));
    EXPECT_EQ(first["items"][0]["name"], "blue server");
    EXPECT_THAT(names("limit=1&sort_order=asc&cursor=" + first["next_cursor"].get<std::string>()),
                ElementsAre("red server"));
}

TEST_F(ServerListApiTest, PageNumbersAreTheSeeds) {
    const auto response = get("/api/v1/servers?page=2&page_size=1");
    ASSERT_EQ(response->status, 200) << response->body;
    const json page = test::body_of(response);
    EXPECT_EQ(page["servers"][0]["name"], "blue server");
    EXPECT_EQ(page["pagination"],
              json({{"page", 2}, {"page_size", 1}, {"total", 2}, {"pages", 2}}));
    EXPECT_EQ(test::body_of(get("/api/v1/servers?page=9"))["servers"], json::array());
    EXPECT_EQ(test::body_of(get("/api/v1/servers?page=1&status=active"))["pagination"]["total"], 1);
    EXPECT_EQ(get("/api/v1/servers?page_size=1000")->status, 200);
}

TEST_F(ServerListApiTest, WhatIsOutOfRangeIs422) {
    for (const char* query : {"page=0", "page=-1", "page_size=0", "page_size=1001", "page=x",
                              "page=1&cursor=abc", "page=1&limit=5", "limit=201", "sensitivity=x",
                              "team_id=blue", "sort_order=up", "search=%FF"})
        EXPECT_EQ(get(std::string("/api/v1/servers/?") + query)->status, 422) << query;
    // No text holds it: the request itself is refused.
    EXPECT_EQ(get("/api/v1/servers/?tags=%00")->status, 400);
}

TEST_F(ServerListApiTest, ABadCursorIs400) {
    // The second is well formed, but of a thirteenth month.
    for (const char* cursor :
         {"x",
          "MjAyNi0xMy0wMVQwMDowMDowMC4wMDAwMDBafDAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDA"
          "wMQ"}) {
        const auto refused = get(std::string("/api/v1/servers/?cursor=") + cursor);
        EXPECT_EQ(refused->status, 400) << cursor;
        EXPECT_EQ(test::detail_of(refused), R"("Invalid cursor")");
    }
}

TEST_F(ServerListApiTest, StatusCanBeChanged) {
    const std::string path = "/api/v1/servers/" + test::seed::server + "/status";
    const auto changed = patch(path, {{"status", "unhealthy"}});
    ASSERT_EQ(changed->status, 200) << changed->body;
    EXPECT_EQ(test::body_of(changed)["status"], "unhealthy");
    EXPECT_EQ(test::body_of(get("/api/v1/servers/" + test::seed::server))["status"], "unhealthy");
    EXPECT_EQ(patch(path, {{"status", "asleep"}})->status, 422);
    EXPECT_EQ(patch("/api/v1/servers/42/status", {{"status", "active"}})->status, 422);
    EXPECT_EQ(
        patch("/api/v1/servers/00000000-0000-4000-8000-000000000fff/status", {{"status", "active"}})
            ->status,
        404);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT string_agg(resource_id || (details#>>'{status_change,new}'), "
                           "',') FROM sark_audit.audit_events WHERE event_type = 'server_updated'"),
              test::seed::server + "unhealthy");
}

}  // namespace
}  // namespace sark
