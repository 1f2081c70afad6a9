#include "core/registry/server_listing.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "core/registry/page_cursor.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string team = "00000000-0000-4000-8000-0000000000b1";
const std::string owner = "00000000-0000-4000-8000-0000000000a1";

class ServerListingTest : public testing::Test {
 protected:
    void SetUp() override { test::recreate("sark_api"); }

    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    /// Sixty servers at 4 instants, 15 each: every page boundary but three falls inside a tie.
    static void insert_ties() {
        run("INSERT INTO sark_api.mcp_servers (name, transport, status, created_at) "
            "SELECT 's' || n, 'http', CASE WHEN n % 3 = 0 THEN 'active' ELSE 'inactive' END, "
            "'2026-01-01 00:00:00.123456+00'::timestamptz + (n / 15) * interval '1 microsecond' "
            "FROM generate_series(0, 59) AS n");
    }
    static void insert_variety() {
        run("INSERT INTO sark_api.users (id, email, full_name, hashed_password) VALUES ('" + owner +
            "', 'a@b', 'A', 'x'); INSERT INTO sark_api.teams (id, name) VALUES ('" + team +
            "', 'blue');"
            "INSERT INTO sark_api.mcp_servers (name, description, transport, status, "
            "sensitivity_level, team_id, owner_id, tags, created_at) VALUES"
            " ('Alpha', 'has 100% of it', 'http', 'active', 'low', '" +
            team +
            "', NULL, '[\"eu\", \"prod\"]', '2026-01-01Z'),"
            " ('beta', NULL, 'sse', 'inactive', 'high', NULL, '" +
            owner +
            "', '[\"eu\"]', '2026-01-02Z'),"
            " ('gamma_ray', 'ALPHA too', 'stdio', 'unhealthy', 'medium', NULL, NULL, '[]', "
            "'2026-01-03Z')");
    }
    [[nodiscard]] std::vector<std::string> names(const ServerFilter& filter) {
        ServerListing::Request request;
        request.filter = filter;
        request.count = true;
        const auto page = listing.after(request);
        EXPECT_TRUE(page) << (page ? "" : describe(page.error()));
        std::vector<std::string> names;
        if (!page)
            return names;
        for (const ServerSummary& server : page->servers) names.push_back(server.name);
        EXPECT_EQ(page->total, names.size());
        const auto numbered = listing.numbered(filter, ServerOrder::newest_first, 1, 50);
        EXPECT_TRUE(numbered && numbered->total == names.size());
        return names;
    }

    postgres::ConnectionPool pool{test::dsn(), {}};
    ServerListing listing{pool};
};

TEST_F(ServerListingTest, PagesVisitEveryServerOnceInOrderDespiteTies) {
    insert_ties();
    for (const ServerOrder order : {ServerOrder::newest_first, ServerOrder::oldest_first}) {
        for (const auto& [status, expected] :
             {std::pair<std::string, std::size_t>{"", 60}, {"active", 20}, {"unhealthy", 0}}) {
            for (const unsigned limit : {1U, 7U, 20U, 60U, 1000U}) {
                ServerListing::Request request;
                request.order = order;
                request.limit = limit;
                if (!status.empty())
                    request.filter.statuses = {status};
                std::vector<std::pair<std::string, std::string>> keys;
                for (bool more = true; more;) {
                    const auto page = listing.after(request);
                    ASSERT_TRUE(page) << describe(page.error());
                    EXPECT_LE(page->servers.size(), limit);
                    EXPECT_EQ(page->has_more, page->next_cursor.has_value());
                    for (const ServerSummary& row : page->servers)
                        keys.emplace_back(row.created_at, row.id);
                    more = page->has_more;
                    request.cursor = page->next_cursor.value_or("");
                }
                EXPECT_EQ(keys.size(), expected);
                EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), expected);
                EXPECT_TRUE(order == ServerOrder::newest_first
                                ? std::is_sorted(keys.rbegin(), keys.rend())
                                : std::is_sorted(keys.begin(), keys.end()));
            }
        }
    }
}

TEST_F(ServerListingTest, NumberedPagesVisitEveryServerOnceDespiteTies) {
    insert_ties();
    std::set<std::string> seen;
    for (std::uint64_t page = 1; page <= 9; ++page) {
        const auto found = listing.numbered({}, ServerOrder::newest_first, page, 7);
        ASSERT_TRUE(found) << describe(found.error());
        EXPECT_EQ(found->total, 60U);
        EXPECT_EQ(found->pages, 9U);
        for (const ServerSummary& row : found->servers) EXPECT_TRUE(seen.insert(row.id).second);
    }
    EXPECT_EQ(seen.size(), 60U);
    const auto beyond = listing.numbered({}, ServerOrder::newest_first, 1'000'000'000, 1'000);
    ASSERT_TRUE(beyond) << describe(beyond.error());
    EXPECT_THAT(beyond->servers, IsEmpty());
}

TEST_F(ServerListingTest, NothingHasNoPages) {
    const auto found = listing.numbered({}, ServerOrder::newest_first, 1, 50);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->pages, 0U);
    EXPECT_THAT(found->servers, IsEmpty());
}

TEST_F(ServerListingTest, LastFullPageHasNoSuccessor) {
    insert_variety();
    ServerListing::Request request;
    request.limit = 3;
    const auto page = listing.after(request);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->servers.size(), 3U);
    EXPECT_FALSE(page->has_more);
    EXPECT_EQ(page->next_cursor, std::nullopt);
    EXPECT_EQ(page->total, std::nullopt);
}

TEST_F(ServerListingTest, EveryFilterShowsItsOwnAndTotalsAreOfTheFilter) {
    insert_variety();
    const auto with = [](auto change) {
        ServerFilter filter;
        change(filter);
        return filter;
    };
    EXPECT_THAT(names({}), ElementsAre("gamma_ray", "beta", "Alpha"));
    EXPECT_THAT(names(with([](auto& f) {
                    f.statuses = {"active", "unhealthy"};
                })),
                ElementsAre("gamma_ray", "Alpha"));
    EXPECT_THAT(names(with([](auto& f) { f.sensitivities = {"high"}; })), ElementsAre("beta"));
    EXPECT_THAT(names(with([](auto& f) { f.team_id = team; })), ElementsAre("Alpha"));
    EXPECT_THAT(names(with([](auto& f) { f.owner_id = owner; })), ElementsAre("beta"));
    EXPECT_THAT(names(with([](auto& f) {
                    f.tags = {"prod", "eu"};
                })),
                ElementsAre("beta", "Alpha"));
    EXPECT_THAT(names(with([](auto& f) {
                    f.tags = {"prod", "eu"};
                    f.match_all_tags = true;
                })),
                ElementsAre("Alpha"));
    EXPECT_THAT(names(with([](auto& f) { f.search = "alpha"; })),
                UnorderedElementsAre("gamma_ray", "Alpha"));
    EXPECT_THAT(names(with([](auto& f) {
                    f.statuses = {"active"};
                    f.search = "beta";
                })),
                IsEmpty());
}

TEST_F(ServerListingTest, SearchTakesPercentAndUnderscoreAsTheyAre) {
    insert_variety();
    ServerFilter filter;
    filter.search = "100%";
    EXPECT_THAT(names(filter), ElementsAre("Alpha"));
    filter.search = "%";
    EXPECT_THAT(names(filter), ElementsAre("Alpha"));
    filter.search = "_";
    EXPECT_THAT(names(filter), ElementsAre("gamma_ray"));
    filter.search = "' OR true --";
    EXPECT_THAT(names(filter), IsEmpty());
}

TEST_F(ServerListingTest, BadCursorOrLimitIsRefused) {
    const std::string month_13 = PageCursor{"2026-13-01T00:00:00.000000Z", team}.encode();
    ServerListing::Request request;
    for (const std::string& cursor : {std::string("nonsense"), std::string("'"), month_13}) {
        request.cursor = cursor;
        EXPECT_EQ(listing.after(request).error().code, Errc::invalid_argument) << cursor;
    }
    request.cursor.clear();
    for (const unsigned limit : {0U, 1'001U}) {
        request.limit = limit;
        EXPECT_EQ(listing.after(request).error().code, Errc::invalid_argument);
        EXPECT_EQ(listing.numbered({}, ServerOrder::newest_first, 1, limit).error().code,
                  Errc::invalid_argument);
    }
    EXPECT_EQ(listing.numbered({}, ServerOrder::newest_first, 0, 1).error().code,
              Errc::invalid_argument);
}

}  // namespace
}  // namespace sark
