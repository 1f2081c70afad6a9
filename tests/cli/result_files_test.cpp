#include "cli/output/result_files.hpp"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::cli {
namespace {

using reports::ExitCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Written = Result<std::vector<std::string>>;

TEST(ResultFilesTest, FormatsAreThoseThatAreKnown) {
    const auto formats = parse_formats("md,,console", with_console({"json", "md"}));
    ASSERT_TRUE(formats);
    EXPECT_THAT(*formats, ElementsAre("md", "console"));
    EXPECT_TRUE(has_format(*formats, "md"));
    EXPECT_FALSE(has_format(*formats, "json"));
}

TEST(ResultFilesTest, AnUnknownFormatIsRefusedWithThoseThatThereAre) {
    const auto formats = parse_formats("json,pdf", with_console({"json", "md"}));
    ASSERT_FALSE(formats);
    EXPECT_EQ(formats.error().where, "--format");
    EXPECT_THAT(formats.error().message, HasSubstr("'pdf'"));
    EXPECT_EQ(formats.error().hint, "use any of console,json,md");
}

TEST(ResultFilesTest, ADirectoryIsMadeBeforeAnythingIsMeasured) {
    const test::ScratchDirectory scratch;
    const std::string inner = scratch.path() / "a" / "b";
    EXPECT_TRUE(require_writable(inner));
    EXPECT_TRUE(std::filesystem::is_directory(inner));
}

TEST(ResultFilesTest, AFileInThePlaceOfADirectoryIsRefused) {
    const auto refused = require_writable("/dev/null/out");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_THAT(refused.error().hint, HasSubstr("--out"));
}

TEST(ResultFilesTest, WhatIsWrittenKeepsTheResultsExitCode) {
    std::vector<std::string> places;
    const auto write = [&](const std::string& place) {
        places.push_back(place);
        return Written(std::vector<std::string>{place + "/result.json"});
    };
    EXPECT_EQ(deliver_files({"id", "out", true, write}, ExitCode::regressed), ExitCode::regressed);
    EXPECT_THAT(places, ElementsAre("out"));
}

TEST(ResultFilesTest, WhatADirectoryRefusesGoesToTheTemporaryOne) {
    const test::ScratchDirectory scratch;
    const char* before = std::getenv("TMPDIR");
    const std::string kept = before == nullptr ? "" : before;
    ASSERT_EQ(setenv("TMPDIR", scratch.path().c_str(), 1), 0);
    std::vector<std::string> places;
    const auto write = [&](const std::string& place) {
        places.push_back(place);
        return place == "full" ? Written(Error{Errc::io, "No space left on device", place, ""})
                               : Written(std::vector<std::string>{});
    };
    const ExitCode code = deliver_files({"20261121-ab", "full", true, write}, ExitCode::pass);
    if (before == nullptr)
        unsetenv("TMPDIR");
    else
        setenv("TMPDIR", kept.c_str(), 1);
    EXPECT_EQ(code, ExitCode::internal_error) << "somebody must see that --out has nothing";
    EXPECT_THAT(places, ElementsAre("full", (scratch.path() / "sark-bench-20261121-ab").string()));
}

TEST(ResultFilesTest, WhatCannotBeWrittenAnywhereIsAnErrorToo) {
    const auto write = [](const std::string& place) {
        return Written(Error{Errc::io, "No space left on device", place, ""});
    };
    EXPECT_EQ(deliver_files({"id", "full", true, write}, ExitCode::pass), ExitCode::internal_error);
}

}  // namespace
}  // namespace sark::cli
