#include "scenarios/server_profiles/server_profile.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t gigabyte = 1ULL << 30U;

ServerProfile profile(const std::string& name) {
    auto found = find_server_profile(name);
    EXPECT_TRUE(found) << describe(found ? Error{} : found.error());
    return found ? *std::move(found) : ServerProfile{};
}

/// "value" or "value: reason".
std::string fitted(const std::vector<FittedSetting>& settings, const std::string& name) {
    const auto found = std::ranges::find(settings, name, &FittedSetting::name);
    if (found == settings.end())
        return "absent";
    return found->value + (found->reason.empty() ? "" : ": " + found->reason);
}

TEST(ServerProfileTest, TheDocumentsProfilesAreShipped) {
    const auto profiles = shipped_server_profiles();
    ASSERT_TRUE(profiles);
    std::vector<std::string> names;
    for (const ServerProfile& one : *profiles) names.push_back(one.name);
    EXPECT_THAT(names, ElementsAre("pg-enterprise-32gb", "pg-primary-8gb", "pg-v2-16gb"));
    // S001-CFG-01 has 38 lines of postgresql.conf, and two of pg_stat_statements elsewhere.
    EXPECT_EQ(profile("pg-primary-8gb").settings.size(), 40U);
    EXPECT_EQ(profile("pg-v2-16gb").settings.size(), 10U);
    EXPECT_EQ(profile("pg-enterprise-32gb").settings.size(), 13U);
}

TEST(ServerProfileTest, AHostAsDocumentedOrLargerTakesTheDocumentedSizes) {
    const auto settings = fitted_settings(profile("pg-enterprise-32gb"), {64 * gigabyte, 16});
    EXPECT_EQ(fitted(settings, "shared_buffers"), "8GB");
    EXPECT_EQ(fitted(settings, "work_mem"), "64MB");
    EXPECT_EQ(fitted(settings, "max_parallel_workers"), "8");
}

TEST(ServerProfileTest, ASmallerHostTakesItsShareOfMemoryAndNoMoreWorkersThanCores) {
    const auto settings = fitted_settings(profile("pg-enterprise-32gb"), {8 * gigabyte, 2});
    EXPECT_EQ(fitted(settings, "shared_buffers"), "2GB: scaled from a host of 32GB to one of 8GB");
    EXPECT_EQ(fitted(settings, "work_mem"), "16MB: scaled from a host of 32GB to one of 8GB");
    EXPECT_EQ(fitted(settings, "max_parallel_workers"), "2: no more than the host has cores");
    EXPECT_EQ(fitted(settings, "wal_buffers"), "16MB");
    EXPECT_EQ(fitted(settings, "random_page_cost"), "1.1");
    EXPECT_EQ(fitted(settings, "max_worker_processes"), "8");
}

TEST(ServerProfileTest, WhatAManagedServerCannotTakeIsReplacedWithItsReasonOrLeft) {
    const auto settings = fitted_settings(profile("pg-primary-8gb"), {8 * gigabyte, 8});
    EXPECT_THAT(fitted(settings, "logging_collector"), HasSubstr("off: the managed server's log"));
    EXPECT_EQ(fitted(settings, "shared_preload_libraries"), "absent");
    EXPECT_EQ(fitted(settings, "jit"), "on");
}

TEST(ServerProfileTest, AnUnknownHostSizeNeverMakesASizeOfNothing) {
    const auto settings = fitted_settings(profile("pg-v2-16gb"), {0, 1});
    EXPECT_THAT(fitted(settings, "shared_buffers"), HasSubstr("1kB"));
}

TEST(ServerProfileTest, AMissingProfileIsNamedWithTheNearest) {
    const auto missing = find_server_profile("pg-primary-8bg");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Errc::not_found);
    EXPECT_THAT(missing.error().hint, HasSubstr("pg-primary-8gb"));
}

TEST(ServerProfileTest, AFaultyFileIsRefused) {
    for (const char* text :
         {"{", R"({"name": "x"})",
          R"({"name": "x", "title": "t", "source": [], "memory": "8", "settings": []})",
          R"({"name": "x", "title": "t", "source": [], "memory": "8GB",
              "settings": [{"name": "a", "value": "1", "scale": "disk"}]})",
          R"({"name": "x", "title": "t", "source": [], "memory": "8GB",
              "settings": [{"name": "a", "value": "many", "scale": "memory"}]})",
          R"({"name": "x", "title": "t", "source": [], "memory": "8GB",
              "settings": [{"name": "a", "value": "1", "instead": "2"}]})"})
        EXPECT_FALSE(read_server_profile(text, "x.json")) << text;
}

TEST(ServerProfileTest, SizesAreThoseOfPostgreSQL) {
    EXPECT_EQ(bytes_of_size("16MB"), 16ULL << 20U);
    EXPECT_EQ(bytes_of_size("2GB"), 2 * gigabyte);
    EXPECT_EQ(bytes_of_size("512"), 0U);
    EXPECT_EQ(bytes_of_size("GB"), 0U);
    EXPECT_EQ(size_text(1536ULL << 20U), "1536MB");
    EXPECT_EQ(size_text(4096), "4kB");
}

}  // namespace
}  // namespace sark::scenarios
