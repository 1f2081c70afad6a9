#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/writer.hpp"
#include "tests/support/run_result_builder.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::reports {
namespace {

namespace fs = std::filesystem;
using test::RunResultBuilder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A directory of its own, removed afterwards.
class RunFilesTest : public ::testing::Test {
 protected:
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(directory_))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }
    [[nodiscard]] static Report report() {
        auto judged = judge(RunResultBuilder().answers("api.list", 2'000, 1, 2).build(), {"api"});
        return std::move(judged).value();
    }
    static std::string text_of(const fs::path& path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }

    test::ScratchDirectory scratch_;
    fs::path directory_ = scratch_.path();
};

/// Lets no file of this process grow beyond a size, as a full disk would.
class FileSizeLimit {
 public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

 private:
    rlimit before_{};
    void (*handler_)(int) = SIG_DFL;
};

TEST_F(RunFilesTest, WritesEveryFileOfARunAndNothingElse) {
    const fs::path run = directory_ / "a" / "b";
    const auto written = write_run_files(report(), run.string(), {"json", "html", "md", "junit"});
    ASSERT_TRUE(written) << describe(written.error());
    EXPECT_EQ(written->size(), 6U);
    directory_ = run;
    EXPECT_THAT(files(), ElementsAre("junit.xml", "latency.hlog", "report.html", "result.json",
                                     "summary.md", "timeseries.csv"));
    directory_ = run.parent_path().parent_path();
}

TEST_F(RunFilesTest, WritesOnlyWhatWasAskedFor) {
    const auto written = write_run_files(report(), directory_.string(), {"md"});
    ASSERT_TRUE(written);
    EXPECT_THAT(files(), ElementsAre("summary.md"));
    EXPECT_FALSE(write_run_files(report(), directory_.string(), {"pdf"}));
}

TEST_F(RunFilesTest, ADirectoryThatIsAFileIsNamed) {
    const fs::path path = directory_ / "occupied";
    std::ofstream(path) << "x";
    for (const fs::path& target : {path, path / "below"}) {
        const auto written = write_run_files(report(), target.string(), {"json"});
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, Errc::io);
        EXPECT_EQ(written.error().where, target.string());
        EXPECT_THAT(written.error().message, HasSubstr("Not a directory"));
    }
}

TEST_F(RunFilesTest, AFullDiskNamesTheFileAndKeepsWhatWasWritten) {
    const Report full = report();
    std::ostringstream json;
    write_json(full, json);
    // Room for result.json and the small files, not for the page with its chart library.
    const FileSizeLimit limit(json.str().size() + 1);
    const auto written = write_run_files(full, directory_.string(), {"json", "html", "md"});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, Errc::io);
    EXPECT_EQ(written.error().where, (directory_ / "report.html").string());
    EXPECT_THAT(written.error().message, HasSubstr("File too large"));
    EXPECT_THAT(files(),
                ElementsAre("latency.hlog", "result.json", "summary.md", "timeseries.csv"));
    EXPECT_EQ(text_of(directory_ / "result.json"), json.str());
}

TEST_F(RunFilesTest, AFailedWriteLeavesTheOldFileAlone) {
    const std::string path = (directory_ / "file").string();
    ASSERT_TRUE(write_atomically(path, "old"));
    {
        const FileSizeLimit limit(10);
        EXPECT_FALSE(write_atomically(path, std::string(1'000, 'x')));
    }
    EXPECT_EQ(text_of(path), "old");
    EXPECT_THAT(files(), ElementsAre("file"));
    ASSERT_TRUE(write_atomically(path, "new"));
    EXPECT_EQ(text_of(path), "new");
}

}  // namespace
}  // namespace sark::reports
