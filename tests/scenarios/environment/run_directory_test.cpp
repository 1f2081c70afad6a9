#include "scenarios/environment/run_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

namespace fs = std::filesystem;
using test::ScratchDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What a killed run leaves: a directory with content and an owner file that nobody locks.
fs::path leftover(const fs::path& parent, const std::string& name) {
    fs::create_directories(parent / name / "postgres" / "data");
    std::ofstream(parent / name / "postgres" / "data" / "PG_VERSION") << "15\n";
    std::ofstream(parent / name / "owner") << "sark-bench run of process 1\n";
    return parent / name;
}

void set_age(const fs::path& path, std::chrono::hours age) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
}

TEST(RunDirectoryTest, IsPrivateHoldsOurPidAndVanishes) {
    const ScratchDirectory parent;
    fs::path path;
    {
        auto directory = RunDirectory::create({parent.path()}, {});
        ASSERT_TRUE(directory) << describe(directory.error());
        path = directory->path();
        EXPECT_EQ(path.parent_path(), parent.path());
        EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
        std::ifstream owner(path / "owner");
        std::string text;
        std::getline(owner, text);
        EXPECT_EQ(text, "sark-bench run of process " + std::to_string(getpid()));
        const auto inner = directory->make_private("postgres", {});
        ASSERT_TRUE(inner);
        EXPECT_EQ(fs::status(*inner).permissions(), fs::perms::owner_all);
        std::ofstream(*inner / "file") << "x";
        EXPECT_FALSE(directory->make_private("postgres", {}));
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(RunDirectoryTest, SweepsWhatADeadOwnerLeft) {
    const ScratchDirectory parent;
    const fs::path stale = leftover(parent.path(), "sark-bench-abc123");
    EXPECT_THAT(sweep_stale_directories(parent.path()), ElementsAre(stale));
    EXPECT_FALSE(fs::exists(stale));
}

TEST(RunDirectoryTest, SweepsWhenTheNextRunStarts) {
    const ScratchDirectory parent;
    const fs::path stale = leftover(parent.path(), "sark-bench-abc123");
    const auto directory = RunDirectory::create({parent.path()}, {});
    ASSERT_TRUE(directory);
    EXPECT_FALSE(fs::exists(stale));
}

TEST(RunDirectoryTest, NeverSweepsALivingOwner) {
    const ScratchDirectory parent;
    const auto directory = RunDirectory::create({parent.path()}, {});
    ASSERT_TRUE(directory);
    set_age(directory->path(), std::chrono::hours(100));
    EXPECT_THAT(sweep_stale_directories(parent.path()), IsEmpty());
    EXPECT_TRUE(fs::exists(directory->path() / "owner"));
}

TEST(RunDirectoryTest, TheLockEndsWithItsProcessWhateverItStarted) {
    const ScratchDirectory parent;
    const pid_t owner = fork();
    if (owner == 0) {
        const auto directory = RunDirectory::create({parent.path()}, {});
        _exit(directory ? 0 : 1);  // no destructor, as after SIGKILL
    }
    int status = 0;
    ASSERT_EQ(waitpid(owner, &status, 0), owner);
    ASSERT_EQ(status, 0);
    EXPECT_EQ(sweep_stale_directories(parent.path()).size(), 1U);
}

TEST(RunDirectoryTest, LeavesOthersAlone) {
    const ScratchDirectory parent;
    const ScratchDirectory elsewhere;
    leftover(parent.path(), "other-abc123");
    leftover(elsewhere.path(), "target");
    fs::create_directory_symlink(elsewhere.path() / "target", parent.path() / "sark-bench-link01");
    std::ofstream(parent.path() / "sark-bench-file01") << "x";
    EXPECT_THAT(sweep_stale_directories(parent.path()), IsEmpty());
    EXPECT_TRUE(fs::exists(elsewhere.path() / "target" / "owner"));
    EXPECT_TRUE(fs::exists(parent.path() / "other-abc123"));
    EXPECT_TRUE(fs::exists(parent.path() / "sark-bench-file01"));
}

TEST(RunDirectoryTest, DoesNotFollowLinksOutOfALeftover) {
    const ScratchDirectory parent;
    const ScratchDirectory elsewhere;
    std::ofstream(elsewhere.path() / "precious") << "x";
    const fs::path stale = leftover(parent.path(), "sark-bench-abc123");
    fs::create_directory_symlink(elsewhere.path(), stale / "link");
    EXPECT_THAT(sweep_stale_directories(parent.path()), ElementsAre(stale));
    EXPECT_TRUE(fs::exists(elsewhere.path() / "precious"));
}

TEST(RunDirectoryTest, SweepsOneWithoutAnOwnerFileOnlyWhenItIsOldAndBare) {
    const ScratchDirectory parent;
    for (const char* name : {"sark-bench-young1", "sark-bench-old001", "sark-bench-mywork"})
        fs::create_directory(parent.path() / name);
    std::ofstream(parent.path() / "sark-bench-old001" / "owner.draft") << "";
    std::ofstream(parent.path() / "sark-bench-mywork" / "precious") << "x";
    set_age(parent.path() / "sark-bench-old001", std::chrono::hours(2));
    set_age(parent.path() / "sark-bench-mywork", std::chrono::hours(2));
    EXPECT_THAT(sweep_stale_directories(parent.path()),
                ElementsAre(parent.path() / "sark-bench-old001"));
    EXPECT_TRUE(fs::exists(parent.path() / "sark-bench-mywork" / "precious"));
}

TEST(RunDirectoryTest, KeepsTheUsersOwnDirectoriesWhoseNamesLookLikeOurs) {
    const ScratchDirectory parent;
    leftover(parent.path(), "sark-bench-main");              // too short
    leftover(parent.path(), "sark-bench-20261121T085959Z");  // too long
    leftover(parent.path(), "sark-bench-my-run");            // a letter that we never use
    const fs::path checkout = leftover(parent.path(), "sark-bench-master");
    std::ofstream(checkout / "owner") << "the team\n";
    for (const auto& entry : fs::directory_iterator(parent.path()))
        set_age(entry.path(), std::chrono::hours(100));
    EXPECT_THAT(sweep_stale_directories(parent.path()), IsEmpty());
}

TEST(RunDirectoryTest, SweepingNowhereIsNothing) {
    const ScratchDirectory parent;
    EXPECT_THAT(sweep_stale_directories(parent.path() / "none"), IsEmpty());
}

TEST(RunDirectoryTest, TriesTheNextParentWhenOneWillNotDo) {
    const ScratchDirectory good;
    const fs::path long_name = good.path() / std::string(80, 'x');
    fs::create_directory(long_name);
    const auto directory = RunDirectory::create({good.path() / "none", long_name, good.path()}, {});
    ASSERT_TRUE(directory) << describe(directory.error());
    EXPECT_EQ(directory->path().parent_path(), good.path());
}

TEST(RunDirectoryTest, TellsWhyNoParentWillDo) {
    const ScratchDirectory good;
    const fs::path long_name = good.path() / std::string(80, 'x');
    fs::create_directory(long_name);
    const auto directory = RunDirectory::create({good.path() / "none", long_name}, {});
    ASSERT_FALSE(directory);
    EXPECT_EQ(directory.error().code, Errc::io);
    EXPECT_THAT(directory.error().message, HasSubstr("none is not a directory"));
    EXPECT_THAT(directory.error().message, HasSubstr("the limit is 107"));
    EXPECT_THAT(directory.error().hint, HasSubstr("TMPDIR"));
}

TEST(RunDirectoryTest, AParentMustLetTheServiceUserPass) {
    const ScratchDirectory parent;  // 0700
    ServiceUser somebody;
    somebody.name = "somebody";
    somebody.uid = getuid() + 12'345;
    somebody.groups = {getgid() + 12'345};
    const auto directory = RunDirectory::create({parent.path()}, somebody);
    ASSERT_FALSE(directory);
    EXPECT_THAT(directory.error().message, HasSubstr("user somebody may not enter"));
}

TEST(SocketPathTest, CountsTheBytesOfTheAddress) {
    const std::string limit(107 - 11, 'x');  // "/" + limit + "/" + "name.sock"
    EXPECT_FALSE(socket_path_fault("/" + limit, "name.sock"));
    const auto fault = socket_path_fault("/" + limit + "x", "name.sock");
    ASSERT_TRUE(fault);
    EXPECT_THAT(fault->message, HasSubstr("108 bytes"));
}

}  // namespace
}  // namespace sark::scenarios
