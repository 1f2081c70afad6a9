#include "workloads/data/dataset.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

using ::testing::MatchesRegex;

TEST(DatasetTest, UuidsAreVersionFourAndPure) {
    std::array<char, 36> out{};
    for (std::uint64_t i = 0; i < 1'000; ++i) {
        const std::string uuid(write_uuid(42, Entity::server, i, out));
        EXPECT_THAT(uuid, MatchesRegex("[0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+"));
        EXPECT_EQ(uuid.size(), 36U);
        EXPECT_EQ(uuid, id_of(42, Entity::server, i));
    }
}

TEST(DatasetTest, IdsNeverRepeatWithinAnEntityNorAcrossThem) {
    std::set<std::string> seen;
    std::size_t made = 0;
    for (std::size_t entity = 0; entity < entity_names.size(); ++entity)
        for (std::uint64_t i = 0; i < 5'000; ++i, ++made)
            seen.insert(id_of(42, static_cast<Entity>(entity), i));
    // Indices of a run's second load are far away.
    for (std::uint64_t i = 0; i < 5'000; ++i, ++made)
        seen.insert(id_of(42, Entity::server, (std::uint64_t{1} << 48U) + i));
    EXPECT_EQ(seen.size(), made);
}

TEST(DatasetTest, AnotherSeedMakesOtherUuids) {
    EXPECT_NE(id_of(1, Entity::user, 7), id_of(2, Entity::user, 7));
    EXPECT_NE(id_of(1, Entity::user, 7), id_of(1, Entity::team, 7));
}

TEST(DatasetTest, TextIdsAndNamesCarryTheIndex) {
    EXPECT_EQ(id_of(1, Entity::resource, 42), "res-000000042");
    EXPECT_EQ(id_of(1, Entity::capability, 0), "cap-000000000");
    EXPECT_EQ(id_of(1, Entity::principal, 7), "principal-000000007");
    EXPECT_EQ(id_of(1, Entity::federation_node, 7), "node-000000007");
    EXPECT_EQ(name_of(Entity::server, 42), "server-000000042");
    EXPECT_EQ(name_of(Entity::tool, 12'345'678'901), "tool-12345678901");
    EXPECT_EQ(name_of(Entity::federation_node, UINT64_MAX), "federation_node-18446744073709551615");
}

std::map<std::string_view, int> shares(const std::function<std::string_view(std::uint64_t)>& draw) {
    std::map<std::string_view, int> counts;
    for (std::uint64_t i = 0; i < 100'000; ++i) ++counts[draw(i)];
    return counts;
}

TEST(DatasetTest, PropertiesHaveTheirDocumentedShares) {
    auto sensitivity = shares([](auto i) { return sensitivity_of(42, Entity::resource, i); });
    EXPECT_NEAR(sensitivity["low"], 50'000, 800);
    EXPECT_NEAR(sensitivity["medium"], 30'000, 800);
    EXPECT_NEAR(sensitivity["high"], 15'000, 600);
    EXPECT_NEAR(sensitivity["critical"], 5'000, 400);
    auto role = shares([](auto i) { return role_of(42, i); });
    EXPECT_NEAR(role["developer"], 60'000, 800);
    EXPECT_NEAR(role["admin"], 20'000, 800);
    EXPECT_NEAR(role["viewer"], 20'000, 800);
    auto protocol = shares([](auto i) { return protocol_of(DatasetSpec{}, i); });
    EXPECT_NEAR(protocol["mcp"], 60'000, 800);
    EXPECT_NEAR(protocol["http"], 30'000, 800);
    EXPECT_NEAR(protocol["grpc"], 9'000, 500);
    EXPECT_NEAR(protocol["a2a"], 1'000, 200);
}

TEST(DatasetTest, TheRareProtocolTakesItsShareFromTheOthersAlike) {
    DatasetSpec dataset;
    dataset.rare_share = 0.5;
    auto protocol = shares([&](auto i) { return protocol_of(dataset, i); });
    EXPECT_NEAR(protocol["a2a"], 50'000, 800);
    EXPECT_NEAR(protocol["mcp"], 30'303, 800);
    EXPECT_NEAR(protocol["http"], 15'152, 600);
    EXPECT_NEAR(protocol["grpc"], 4'545, 400);
    dataset.rare_share = 0.0;
    EXPECT_EQ(shares([&](auto i) { return protocol_of(dataset, i); }).count("a2a"), 0U);
    dataset.rare_share = 1.0;
    EXPECT_EQ(shares([&](auto i) { return protocol_of(dataset, i); })["a2a"], 100'000U);
}

TEST(DatasetTest, NineOfTenAreActiveAsTheyAlwaysWere) {
    for (std::uint64_t bits = 0; bits < 2'000; ++bits)
        EXPECT_EQ(is_active({}, bits), bits % 10 != 0) << bits;
}

TEST(DatasetTest, AsManyAreActiveAsTheDatasetSays) {
    for (const double share : {0.0, 0.001, 0.25, 0.5, 0.999, 1.0}) {
        DatasetSpec dataset;
        dataset.active_share = share;
        std::uint64_t active = 0;
        for (std::uint64_t bits = 0; bits < 1'000; ++bits) active += is_active(dataset, bits);
        EXPECT_EQ(active, static_cast<std::uint64_t>(share * 1'000.0 + 0.5)) << share;
    }
}

/// How many of 100,000 draws chose each of 100 owners, the most first.
std::vector<std::uint64_t> owners_by_share(const DatasetSpec& dataset) {
    std::vector<std::uint64_t> chosen(100);
    for (std::uint64_t i = 0; i < 100'000; ++i)
        ++chosen.at(owner_of(dataset, draw(dataset.seed, i, 77), chosen.size()));
    std::ranges::sort(chosen, std::ranges::greater{});
    return chosen;
}

TEST(DatasetTest, OwnersAreAllAlikeWithoutSkew) {
    EXPECT_EQ(owner_of({}, 12'345, 100), 45U);
    for (const std::uint64_t count : owners_by_share({}))
        EXPECT_NEAR(static_cast<double>(count), 1'000, 200);
}

TEST(DatasetTest, OwnersFollowZipfsLaw) {
    DatasetSpec dataset;
    dataset.owner_theta = 1.0;
    const auto chosen = owners_by_share(dataset);
    double harmonic = 0.0;
    for (int rank = 1; rank <= 100; ++rank) harmonic += 1.0 / rank;
    for (const int rank : {1, 2, 5, 10, 50}) {
        const double expected = 100'000.0 / harmonic / rank;
        EXPECT_NEAR(static_cast<double>(chosen.at(static_cast<std::size_t>(rank) - 1)), expected,
                    expected * 0.1)
            << rank;
    }
    dataset.owner_theta = owner_theta_max;
    EXPECT_GT(owners_by_share(dataset)[0], 95'000U);
    EXPECT_EQ(owner_of(dataset, 12'345, 1), 0U);
}

TEST(DatasetTest, ChildrenBelongToTheTeamOfTheirOwner) {
    DatasetSpec dataset;
    dataset.tools_per_server = 5;
    for (std::uint64_t tool = 0; tool < 100; ++tool)
        EXPECT_EQ(team_of(dataset, Entity::tool, tool), team_of(dataset, Entity::server, tool / 5));
    for (std::uint64_t user = 0; user < 100; ++user)
        EXPECT_LT(team_of(dataset, Entity::user, user), dataset.teams);
}

TEST(DatasetTest, ATenthOfTheUsersManageTheirTeamWhateverTheirRole) {
    std::uint64_t managers = 0;
    std::uint64_t developers = 0;
    for (std::uint64_t user = 0; user < 10'000; ++user)
        if (is_manager(42, user)) {
            ++managers;
            developers += role_of(42, user) == "developer" ? 1U : 0U;
        }
    EXPECT_NEAR(static_cast<double>(managers), 1'000, 100);
    EXPECT_NEAR(static_cast<double>(developers), 600, 80);
}

TEST(DatasetTest, CountsFollowTheSpecification) {
    DatasetSpec dataset;
    EXPECT_EQ(count_of(dataset, Entity::tool), 5'000U);
    EXPECT_EQ(count_of(dataset, Entity::capability), 50'000U);
    EXPECT_EQ(count_of(dataset, Entity::team), 20U);
}

TEST(DatasetTest, ADatasetWithoutTeamsOrChildrenDoesNotDivideByZero) {
    DatasetSpec dataset;
    dataset.teams = 0;
    dataset.tools_per_server = 0;
    EXPECT_EQ(team_of(dataset, Entity::user, 3), 0U);
    dataset.teams = 4;
    EXPECT_LT(team_of(dataset, Entity::tool, 3), 4U);
    EXPECT_EQ(count_of(dataset, Entity::tool), 0U);
}

}  // namespace
}  // namespace sark::workloads
