#include "core/http/answers/export_text.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

using testing::HasSubstr;

ExportPart<Server> one_server() {
    Server server;
    server.id = "i";
    server.name = "a,\"b\"";
    server.description = "two\nlines";
    server.transport = "http";
    server.status = "active";
    server.sensitivity_level = "low";
    server.metadata_json = R"({"k":1})";
    server.created_at = "then";
    server.updated_at = "now";
    ExportPart<Server> part;
    part.rows.push_back(server);
    return part;
}

TEST(ExportCsvTest, QuotesWhatWouldBreakALine) {
    EXPECT_EQ(export_csv(one_server()),
              "id,name,description,transport,endpoint,status,sensitivity_level,created_at\r\n"
              "i,\"a,\"\"b\"\"\",\"two\nlines\",http,,active,low,then\r\n");
}

TEST(ExportCsvTest, NothingIsAHeaderLine) {
    EXPECT_EQ(export_csv(ExportPart<ExportedTool>()),
              "id,name,description,server_id,server_name,sensitivity_level,requires_approval,"
              "created_at\r\n");
}

TEST(ExportJsonTest, HoldsWholeRows) {
    const auto document = nlohmann::json::parse(export_json(one_server(), "today", false));
    EXPECT_EQ(document["export_type"], "servers");
    EXPECT_EQ(document["exported_at"], "today");
    EXPECT_EQ(document["total_records"], 1);
    EXPECT_EQ(document["servers"][0]["metadata"]["k"], 1);
    EXPECT_TRUE(document["servers"][0]["endpoint"].is_null());
    EXPECT_THAT(export_json(one_server(), "today", true), HasSubstr("\n  \"export_type\""));
}

TEST(ExportQueryTest, AtMostTenThousandRows) {
    Request request;
    request.query = {{"limit", "10000"}, {"status_filter", "active"}};
    EXPECT_EQ(complaint(parse_export(request)), "");
    for (const auto& bad : {std::pair<std::string, std::string>{"limit", "10001"},
                            {"limit", "0"},
                            {"status_filter", "asleep"},
                            {"pretty", "maybe"}}) {
        request.query = {bad};
        EXPECT_THAT(complaint(parse_export(request)), HasSubstr(bad.first));
    }
}

TEST(ExportRequestTest, NamesAFormatAndAResource) {
    const auto parsed = parse_export_request(
        R"({"format":"csv","resource_type":"servers","filters":{"status":"active"}})");
    ASSERT_EQ(complaint(parsed), "");
    EXPECT_THAT(export_made_json(std::get<ExportRequest>(parsed), 3, "today"),
                HasSubstr("/api/v1/export/servers.csv?status_filter=active"));
    for (const char* bad :
         {"{}", R"({"format":"xml","resource_type":"servers"})",
          R"({"format":"csv","resource_type":"audit"})",
          R"({"format":"csv","resource_type":"tools","filters":{"status":"active"}})"})
        EXPECT_NE(complaint(parse_export_request(bad)), "") << bad;
}

}  // namespace
}  // namespace sark::http
