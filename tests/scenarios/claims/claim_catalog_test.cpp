#include "scenarios/claims/claim_catalog.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

std::vector<Claim> shipped() {
    const auto claims = shipped_claims();
    EXPECT_TRUE(claims) << describe(claims ? Error{} : claims.error());
    return claims ? *claims : std::vector<Claim>{};
}

/// A file of one claim with `members` beside the required ones.
std::string file_with(const std::string& members, const std::string& b = R"("sql": "SELECT 2")") {
    return R"({"claims": [{"name": "x", "ids": ["S000-QRY-01"], "title": "t", "source": "seed 000",
        "claimed": "faster", "systems": ["sark_v2"], )" +
           members + R"("a": {"label": "A", "sql": "SELECT 1"}, "b": {"label": "B", )" + b + "}}]}";
}

std::string fault_of(const std::string& text) {
    const auto claims = read_claims(text, "file.json");
    return claims ? "" : describe(claims.error());
}

TEST(ClaimCatalogTest, EveryPatternAndClaimOfTheDatabasesIsShipped) {
    std::set<std::string> ids;
    std::set<std::string> names;
    for (const Claim& claim : shipped()) {
        EXPECT_TRUE(names.insert(claim.name).second) << claim.name << " is there twice";
        EXPECT_THAT(claim.source, HasSubstr("seed 00")) << claim.name;
        ids.insert(claim.ids.begin(), claim.ids.end());
    }
    std::vector<std::string> wanted = {"S002-CLM-02", "S002-CLM-03", "S002-CLM-04", "S002-CLM-08",
                                       "S003-QRY-01", "S003-QRY-02", "S004-CLM-01", "S000-PART-01",
                                       "S000-IDX-06", "S001-IDX-05", "S001-IDX-07", "E-22"};
    for (int i = 1; i <= 7; ++i) wanted.push_back("S000-QRY-0" + std::to_string(i));
    for (int i = 1; i <= 13; ++i)
        wanted.push_back((i < 10 ? "S001-QRY-0" : "S001-QRY-") + std::to_string(i));
    for (int i = 1; i <= 4; ++i) wanted.push_back("S004-QRY-0" + std::to_string(i));
    for (int i = 1; i <= 5; ++i) wanted.push_back("S004-SLA-0" + std::to_string(i));
    EXPECT_THAT(ids, IsSupersetOf(wanted));
}

/// The rewrites that answer another question say so (S001-QRY-04, -05, -11).
TEST(ClaimCatalogTest, TheRewritesThatAreNotEquivalentSaySo) {
    std::set<std::string> different;
    for (const Claim& claim : shipped())
        if (claim.answers == ClaimAnswers::different)
            different.insert(claim.ids.begin(), claim.ids.end());
    EXPECT_EQ(different,
              (std::set<std::string>{"S001-QRY-04", "S001-QRY-05", "S001-QRY-11", "S001-QRY-12"}));
}

TEST(ClaimCatalogTest, ArmsShareWhatTheyDoNotSayThemselves) {
    const auto claims = read_claims(
        R"({"claims": [{"name": "x", "ids": ["E-22"], "title": "t", "source": "seed 000",
            "claimed": "faster", "systems": ["sark_v2"], "tables": ["sark_v2.resources"],
            "sql": "SELECT $1", "arguments": [{"key": "server", "form": "name"}],
            "a": {"label": "A", "indexes": "none"}, "b": {"label": "B", "indexes": ["i"]}}]})",
        "file.json");
    ASSERT_TRUE(claims) << describe(claims.error());
    const Claim& claim = claims->front();
    EXPECT_EQ(claim.arms[0].sql, "SELECT $1");
    EXPECT_EQ(claim.arms[1].sql, "SELECT $1");
    EXPECT_EQ(claim.arms[0].set, migrations::IndexSet::none);
    EXPECT_EQ(claim.arms[1].only, std::vector<std::string>{"i"});
    ASSERT_EQ(claim.arms[0].arguments.size(), 1U);
    EXPECT_EQ(claim.arms[0].arguments[0].entity, workloads::Entity::server);
    EXPECT_TRUE(claim.arms[0].arguments[0].by_name);
}

TEST(ClaimCatalogTest, FaultsNameFileClaimAndWhatIsWrong) {
    EXPECT_EQ(fault_of(file_with("")), "");
    EXPECT_THAT(fault_of(file_with(R"("ratoi": 2, )")), HasSubstr("file.json, x: unknown key"));
    EXPECT_THAT(fault_of(file_with(R"("answers": "alike", )")), HasSubstr("not alike"));
    EXPECT_THAT(fault_of(file_with(R"("answers": "different", )")), HasSubstr("difference"));
    EXPECT_THAT(fault_of(file_with(R"("ratio": 1, )")), HasSubstr("above 1"));
    EXPECT_THAT(fault_of(file_with(R"("ratio": 2, "saving_ms": 5, )")), HasSubstr("or of milli"));
    EXPECT_THAT(fault_of(file_with(R"("tables": ["t"], )")), HasSubstr("chooses indexes"));
    EXPECT_THAT(fault_of(file_with("", R"("sql": "SELECT 1", "redis_key": "k")")),
                HasSubstr("either sql, a redis_key"));
    EXPECT_THAT(fault_of(file_with("", R"("sql": "S", "indexes": "most")")),
                HasSubstr("no index set \"most\""));
    EXPECT_THAT(fault_of(file_with("", R"("sql": "S", "arguments": [{"key": "planet"}])")),
                HasSubstr("no entity \"planet\""));
    EXPECT_THAT(fault_of("{"), HasSubstr("file.json"));
    EXPECT_THAT(fault_of("{}"), HasSubstr("file.json"));
}

TEST(ChooseClaimsTest, ByNameByRowAndByTheirBeginning) {
    const auto all = shipped();
    EXPECT_EQ(choose_claims(all, {})->size(), all.size());
    EXPECT_EQ(choose_claims(all, {"app.keyset"})->size(), 1U);
    EXPECT_EQ(choose_claims(all, {"S001-QRY-07"})->size(), 2U);
    EXPECT_EQ(choose_claims(all, {"app.keyset", "S001-QRY-07"})->size(), 2U);
    const auto gateway = choose_claims(all, {"gw.*"});
    EXPECT_GT(gateway->size(), 5U);
    for (const Claim& claim : *gateway) EXPECT_TRUE(claim.name.starts_with("gw."));
}

TEST(ChooseClaimsTest, AnUnknownWordIsRefusedWithTheNearestName) {
    const auto chosen = choose_claims(shipped(), {"app.keyset", "app.keysett"});
    ASSERT_FALSE(chosen);
    EXPECT_EQ(chosen.error().code, Errc::invalid_argument);
    EXPECT_THAT(describe(chosen.error()), HasSubstr("\"app.keyset\""));
    EXPECT_FALSE(choose_claims(shipped(), {"nothing*"}));
}

}  // namespace
}  // namespace sark::scenarios
