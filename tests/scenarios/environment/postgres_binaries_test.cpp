#include "scenarios/environment/postgres_binaries.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

using test::ScratchDirectory;
using ::testing::HasSubstr;

void make_program(const std::filesystem::path& path) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\n";
    chmod(path.c_str(), 0700);
}

/// Sets a variable for one test.
class ScopedVariable {
 public:
    ScopedVariable(const char* name, const std::string& value) : name_(name) {
        if (const char* old = std::getenv(name))
            old_ = old;
        setenv(name, value.c_str(), 1);
    }
    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;
    ~ScopedVariable() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }

 private:
    const char* name_;
    std::optional<std::string> old_;
};

TEST(PostgresBinariesTest, ComparesVersionsAsNumbers) {
    const ScratchDirectory root;
    for (const char* version : {"9.6", "13", "15", "15.2", "2"})
        make_program(root.path() / version / "bin" / "initdb");
    EXPECT_EQ(highest_version(root.path(), "initdb"), root.path() / "15.2");
}

TEST(PostgresBinariesTest, PassesOverVersionsWithoutTheProgramAndOtherNames) {
    const ScratchDirectory root;
    make_program(root.path() / "14" / "bin" / "initdb");
    make_program(root.path() / "99x" / "bin" / "initdb");
    std::filesystem::create_directories(root.path() / "16" / "bin");
    EXPECT_EQ(highest_version(root.path(), "initdb"), root.path() / "14");
    EXPECT_EQ(highest_version(root.path(), "other"), "");
    EXPECT_EQ(highest_version(root.path() / "none", "initdb"), "");
}

TEST(PostgresBinariesTest, SearchesAPathInOrderForSomethingExecutable) {
    const ScratchDirectory root;
    make_program(root.path() / "b" / "tool");
    make_program(root.path() / "c" / "tool");
    std::filesystem::create_directories(root.path() / "a" / "tool");  // a directory is no program
    const std::string at = root.path().string();
    EXPECT_EQ(find_in_path("tool", at + "/a::" + at + "/b:" + at + "/c"), root.path() / "b/tool");
    EXPECT_EQ(find_in_path("tool", ""), "");
}

TEST(PostgresBinariesTest, AConfiguredDirectoryIsTheOnlyPlaceToLook) {
    const ScopedVariable bindir("SARK_BENCH_PG_BINDIR", "/nonexistent");
    const auto found = find_postgres_binaries();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::unavailable);
    EXPECT_THAT(found.error().message, HasSubstr("PostgreSQL server not found"));
    EXPECT_THAT(found.error().message, HasSubstr("/nonexistent"));
    EXPECT_THAT(found.error().hint, HasSubstr("apt-get install postgresql"));
}

TEST(PostgresBinariesTest, FindsWhatTheInstallationCanPreload) {
    const ScratchDirectory root;
    make_program(root.path() / "bin" / "initdb");
    make_program(root.path() / "bin" / "postgres");
    make_program(root.path() / "lib" / "pg_stat_statements.so");
    const ScopedVariable bindir("SARK_BENCH_PG_BINDIR", (root.path() / "bin").string());
    const auto found = find_postgres_binaries();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->postgres, root.path() / "bin/postgres");
    EXPECT_THAT(found->preload, testing::ElementsAre("pg_stat_statements"));
}

TEST(PostgresBinariesTest, AnInitdbWithoutAServerIsNotEnough) {
    const ScratchDirectory root;
    make_program(root.path() / "bin" / "initdb");
    const ScopedVariable bindir("SARK_BENCH_PG_BINDIR", (root.path() / "bin").string());
    EXPECT_FALSE(find_postgres_binaries());
}

}  // namespace
}  // namespace sark::scenarios
