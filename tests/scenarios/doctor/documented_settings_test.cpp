#include "scenarios/doctor/documented_settings.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace sark::scenarios::doctor {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30;

/// The documents' own profiles: what they say is part of what is tested.
class DocumentedSettingsTest : public ::testing::Test {
 protected:
    SettingComparison compared(const std::string& profile_name, const std::string& setting_name,
                               const std::string& actual, const std::string& unit,
                               std::optional<std::uint64_t> memory = 16 * gib) {
        const auto profile = std::ranges::find(profiles_, profile_name, &ServerProfile::name);
        EXPECT_NE(profile, profiles_.end());
        const auto setting =
            std::ranges::find(profile->settings, setting_name, &ProfileSetting::name);
        EXPECT_NE(setting, profile->settings.end());
        return compare_setting(profiles_, *profile, *setting, actual, unit, memory);
    }
    Standing standing(const std::string& profile, const std::string& setting,
                      const std::string& actual, const std::string& unit) {
        return compared(profile, setting, actual, unit).standing;
    }

    std::vector<ServerProfile> profiles_ = *shipped_server_profiles();
};

TEST_F(DocumentedSettingsTest, SizesGrowAndShrinkWithTheHost) {
    const auto small = compared("pg-primary-8gb", "shared_buffers", "65536", "8kB", 2 * gib);
    EXPECT_EQ(small.here, "512MB");
    EXPECT_EQ(small.documented, "2GB");
    EXPECT_EQ(small.standing, Standing::as_documented);
    const auto large = compared("pg-primary-8gb", "shared_buffers", "16384", "8kB", 64 * gib);
    EXPECT_EQ(large.here, "16GB");
    EXPECT_EQ(large.standing, Standing::differs);
}

TEST_F(DocumentedSettingsTest, HalfAndDoubleOfASizeAreRightAndBeyondIsNot) {
    EXPECT_EQ(standing("pg-v2-16gb", "shared_buffers", "262144", "8kB"), Standing::as_documented);
    EXPECT_EQ(standing("pg-v2-16gb", "shared_buffers", "1048576", "8kB"), Standing::as_documented);
    EXPECT_EQ(standing("pg-v2-16gb", "shared_buffers", "262143", "8kB"), Standing::differs);
    EXPECT_EQ(standing("pg-v2-16gb", "shared_buffers", "1048577", "8kB"), Standing::differs);
}

TEST_F(DocumentedSettingsTest, WhereTheDocumentsContradictEachOtherBothAreRight) {
    EXPECT_EQ(standing("pg-v2-16gb", "log_min_duration_statement", "100", "ms"),
              Standing::as_documented);
    EXPECT_EQ(standing("pg-v2-16gb", "log_min_duration_statement", "1000", "ms"),
              Standing::between_documents);
    EXPECT_EQ(standing("pg-primary-8gb", "log_min_duration_statement", "100", "ms"),
              Standing::between_documents);
    EXPECT_EQ(standing("pg-primary-8gb", "log_min_duration_statement", "1001", "ms"),
              Standing::differs);
    EXPECT_EQ(standing("pg-primary-8gb", "log_min_duration_statement", "-1", "ms"),
              Standing::differs);
}

TEST_F(DocumentedSettingsTest, WithoutTheHostsMemorySizesAreNotJudged) {
    const auto size = compared("pg-v2-16gb", "work_mem", "4096", "kB", std::nullopt);
    EXPECT_EQ(size.standing, Standing::not_judged);
    EXPECT_TRUE(size.wants_memory);
    EXPECT_EQ(compared("pg-v2-16gb", "max_connections", "200", "", std::nullopt).standing,
              Standing::as_documented);
}

TEST_F(DocumentedSettingsTest, WhereTheLogGoesIsTheOperators) {
    const auto place = compared("pg-primary-8gb", "log_directory", "log", "");
    EXPECT_EQ(place.standing, Standing::not_judged);
    EXPECT_FALSE(place.wants_memory);
}

TEST_F(DocumentedSettingsTest, AListOfLibrariesMustHoldTheDocumentedOne) {
    EXPECT_EQ(standing("pg-primary-8gb", "shared_preload_libraries",
                       "timescaledb,pg_stat_statements", ""),
              Standing::as_documented);
    EXPECT_EQ(standing("pg-primary-8gb", "shared_preload_libraries", "timescaledb", ""),
              Standing::differs);
    EXPECT_EQ(standing("pg-primary-8gb", "jit", "off", ""), Standing::differs);
}

TEST_F(DocumentedSettingsTest, WordsWhereANumberBelongsDiffer) {
    EXPECT_EQ(standing("pg-v2-16gb", "max_connections", "many", ""), Standing::differs);
}

}  // namespace
}  // namespace sark::scenarios::doctor
