#include <array>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/managed_postgres.hpp"
#include "scenarios/environment/managed_redis.hpp"
#include "scenarios/environment/postgres_probe.hpp"
#include "scenarios/environment/proc_stat.hpp"
#include "scenarios/environment/redis_probe.hpp"
#include "scenarios/environment/run_directory.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

namespace fs = std::filesystem;
using sark::test::eventually;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Gone, or a zombie that its new parent has not reaped.
bool is_gone(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(in, line))
        return true;
    const std::size_t close = line.rfind(") ");
    return close != std::string::npos && line.at(close + 2) == 'Z';
}

/// Processes that mention `place` in their arguments.
std::vector<pid_t> processes_in(const fs::path& place) {
    std::vector<pid_t> found;
    for (const ProcessTicks& process : read_processes()) {
        std::ifstream in("/proc/" + std::to_string(process.pid) + "/cmdline");
        std::ostringstream text;
        text << in.rdbuf();
        if (process.pid != getpid() && text.str().find(place.string()) != std::string::npos)
            found.push_back(process.pid);
    }
    return found;
}

class ManagedServicesTest : public ::testing::Test {
 protected:
    void SetUp() override {
        scratch_.let_everybody_in();
        auto user = find_service_user();
        ASSERT_TRUE(user) << describe(user.error());
        user_ = *user;
        options_.user = user_;
    }

    RunDirectory make_directory() {
        auto directory = RunDirectory::create({parent_}, user_);
        EXPECT_TRUE(directory) << describe(directory.error());
        return std::move(*directory);
    }
    Result<std::unique_ptr<ManagedPostgres>> start_postgres(const RunDirectory& directory) {
        auto place = directory.make_private("postgres", user_);
        if (!place)
            return place.error();
        return ManagedPostgres::start(*place, options_);
    }

    sark::test::ScratchDirectory scratch_;
    const fs::path parent_ = scratch_.path();
    std::optional<ServiceUser> user_;
    ManagedPostgresOptions options_;
};

/// The holder as a child with pipes of its own, so that it can be killed like any user's program.
class Holder {
 public:
    Holder(const fs::path& parent, const std::vector<std::string>& prefix) {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        if (pipe(in.data()) != 0 || pipe(out.data()) != 0)
            std::abort();
        std::vector<std::string> words = prefix;
        // A copy, because other users may not be able to enter the build directory.
        fs::copy_file(SERVICES_HOLDER, parent / "holder", fs::copy_options::overwrite_existing);
        words.push_back((parent / "holder").string());
        words.push_back(parent.string());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        pid_ = fork();
        if (pid_ == 0) {
            dup2(in[0], STDIN_FILENO);
            dup2(out[1], STDOUT_FILENO);
            for (const int end : {in[0], in[1], out[0], out[1]}) close(end);
            execvp(argv[0], argv.data());
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        stdin_ = in[1];
        std::string line;
        for (char byte = 0; read(out[0], &byte, 1) == 1 && byte != '\n';) line += byte;
        close(out[0]);
        first_line_ = line;
        std::istringstream words_in(line);
        std::string path;
        if (words_in >> state_ >> postgres_ >> redis_ >> path)
            directory_ = path;
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() { kill_now(SIGKILL); }

    int kill_now(int signal) {
        if (pid_ <= 0)
            return 0;
        kill(pid_, signal);
        return reap();
    }
    int end_input() {
        close(stdin_);
        stdin_ = -1;
        return reap();
    }

    [[nodiscard]] bool ready() const { return state_ == "ready"; }
    [[nodiscard]] const std::string& first_line() const { return first_line_; }
    [[nodiscard]] pid_t postgres() const { return postgres_; }
    [[nodiscard]] pid_t redis() const { return redis_; }
    [[nodiscard]] const fs::path& directory() const { return directory_; }

 private:
    int reap() {
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        if (stdin_ >= 0)
            close(stdin_);
        stdin_ = -1;
        return status;
    }
    pid_t pid_ = -1;
    int stdin_ = -1;
    std::string first_line_;
    std::string state_;
    pid_t postgres_ = 0;
    pid_t redis_ = 0;
    fs::path directory_;
};

TEST_F(ManagedServicesTest, ServeWhileTheyLiveAndLeaveNothingBehind) {
    fs::path place;
    {
        const RunDirectory directory = make_directory();
        place = directory.path();
        const auto postgres = start_postgres(directory);
        ASSERT_TRUE(postgres) << describe(postgres.error());
        const auto redis_place = directory.make_private("redis", user_);
        ASSERT_TRUE(redis_place);
        const auto redis = ManagedRedis::start(*redis_place, user_, {});
        ASSERT_TRUE(redis) << describe(redis.error());

        EXPECT_TRUE(postgres_answers((*postgres)->dsn()));
        EXPECT_TRUE(
            run_statement((*postgres)->dsn(), "CREATE TABLE t (a int); INSERT INTO t VALUES (1)"));
        EXPECT_FALSE(run_statement((*postgres)->dsn(), "SELECT nonsense"));
        const auto info = redis_info((*redis)->endpoint(), "");
        ASSERT_TRUE(info) << describe(info.error());
        EXPECT_EQ(info->count("redis_version"), 1U);
        EXPECT_TRUE((*postgres)->process().running());
        EXPECT_GE(processes_in(place).size(), 2U);
    }
    EXPECT_FALSE(fs::exists(place));
    EXPECT_THAT(processes_in(place), IsEmpty());
}

TEST_F(ManagedServicesTest, RunsWithTheSettingsThatItPromises) {
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    ASSERT_TRUE(postgres) << describe(postgres.error());
    for (const char* check :
         {"current_setting('max_connections') = '200'",
          "current_setting('superuser_reserved_connections') = '3'",
          "current_setting('shared_buffers') = '256MB'", "current_setting('fsync') = 'on'",
          "current_setting('synchronous_commit') = 'on'",
          "current_setting('full_page_writes') = 'on'", "current_setting('listen_addresses') = ''",
          "current_setting('track_io_timing') = 'on'", "current_setting('TimeZone') = 'UTC'",
          "current_database() = 'sark'"})
        EXPECT_TRUE(
            run_statement((*postgres)->dsn(), std::string("SELECT 1 / (") + check + ")::int"))
            << check;
}

TEST_F(ManagedServicesTest, DurabilityIsOffOnlyWhenAskedFor) {
    options_.durable = false;
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    ASSERT_TRUE(postgres) << describe(postgres.error());
    for (const char* setting : {"fsync", "synchronous_commit", "full_page_writes"})
        EXPECT_TRUE(run_statement((*postgres)->dsn(), std::string("SELECT 1 / (current_setting('") +
                                                          setting + "') = 'off')::int"))
            << setting;
}

TEST_F(ManagedServicesTest, WithoutStatisticsNothingIsCountedForThem) {
    options_.statistics = false;
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    ASSERT_TRUE(postgres) << describe(postgres.error());
    for (const char* check :
         {"current_setting('track_io_timing') = 'off'",
          "current_setting('shared_preload_libraries') NOT LIKE '%pg_stat_statements%'"})
        EXPECT_TRUE(
            run_statement((*postgres)->dsn(), std::string("SELECT 1 / (") + check + ")::int"))
            << check;
}

TEST_F(ManagedServicesTest, NobodyElseCanReachTheSockets) {
    const RunDirectory directory = make_directory();
    const auto place = directory.make_private("postgres", user_);
    ASSERT_TRUE(place);
    struct stat info {};
    ASSERT_EQ(stat(place->c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    EXPECT_EQ(info.st_uid, user_ ? user_->uid : geteuid());
}

TEST_F(ManagedServicesTest, ADeathIsReportedWithItsCause) {
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    ASSERT_TRUE(postgres) << describe(postgres.error());
    ChildProcess& process = (*postgres)->process();
    ASSERT_TRUE(process.running());
    kill(process.pid(), SIGKILL);
    ASSERT_TRUE(process.wait(sark::test::patience));
    EXPECT_EQ(process.failure().message,
              "the managed PostgreSQL server was killed by signal 9 (Killed)");
    EXPECT_THAT(process.failure().hint, HasSubstr("ready to accept connections"));
}

TEST_F(ManagedServicesTest, AStopRequestEndsTheStart) {
    options_.stop = [] { return true; };
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    ASSERT_FALSE(postgres);
    EXPECT_EQ(postgres.error().code, Errc::interrupted);
    EXPECT_THAT(processes_in(directory.path()), IsEmpty());
}

TEST_F(ManagedServicesTest, AServerThatCannotStartTellsWhy) {
    options_.max_connections = 1'000'000'000;
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    ASSERT_FALSE(postgres);
    EXPECT_EQ(postgres.error().code, Errc::unavailable);
    EXPECT_THAT(describe(postgres.error()), HasSubstr("max_connections"));
}

TEST_F(ManagedServicesTest, AMissingServerNamesThePackage) {
    setenv("SARK_BENCH_PG_BINDIR", "/nonexistent", 1);
    setenv("SARK_BENCH_REDIS_SERVER", "/nonexistent/redis-server", 1);
    const RunDirectory directory = make_directory();
    const auto postgres = start_postgres(directory);
    const auto redis = ManagedRedis::start(directory.path(), user_, {});
    unsetenv("SARK_BENCH_PG_BINDIR");
    unsetenv("SARK_BENCH_REDIS_SERVER");
    ASSERT_FALSE(postgres);
    EXPECT_EQ(postgres.error().code, Errc::unavailable);
    EXPECT_THAT(postgres.error().hint, HasSubstr("apt-get install postgresql"));
    ASSERT_FALSE(redis);
    EXPECT_EQ(redis.error().code, Errc::unavailable);
    EXPECT_THAT(redis.error().hint, HasSubstr("apt-get install redis-server"));
}

TEST_F(ManagedServicesTest, NothingOutlivesAnOwnerThatIsKilled) {
    Holder holder(parent_, {});
    ASSERT_TRUE(holder.ready()) << holder.first_line();
    ASSERT_FALSE(is_gone(holder.postgres()));
    ASSERT_FALSE(is_gone(holder.redis()));
    holder.kill_now(SIGKILL);
    EXPECT_TRUE(eventually([&] { return is_gone(holder.postgres()); }));
    EXPECT_TRUE(eventually([&] { return is_gone(holder.redis()); }));
    EXPECT_TRUE(eventually([&] { return processes_in(holder.directory()).empty(); }));
    // Its directory stays, but only until the next start.
    ASSERT_TRUE(fs::exists(holder.directory()));
    const RunDirectory next = make_directory();
    EXPECT_FALSE(fs::exists(holder.directory()));
}

TEST_F(ManagedServicesTest, AnOwnerThatLivesIsNotSwept) {
    Holder holder(parent_, {});
    ASSERT_TRUE(holder.ready()) << holder.first_line();
    const RunDirectory next = make_directory();
    EXPECT_TRUE(fs::exists(holder.directory() / "postgres" / "data" / "PG_VERSION"));
    EXPECT_FALSE(is_gone(holder.postgres()));
    EXPECT_EQ(holder.end_input(), 0);
    EXPECT_FALSE(fs::exists(holder.directory()));
    EXPECT_TRUE(is_gone(holder.postgres()));
}

TEST_F(ManagedServicesTest, WorkForAnOrdinaryUser) {
    std::vector<std::string> prefix;
    if (geteuid() == 0)
        prefix = {"setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"};
    Holder holder(parent_, prefix);
    ASSERT_TRUE(holder.ready()) << holder.first_line();
    struct stat info {};
    ASSERT_EQ(stat(holder.directory().c_str(), &info), 0);
    if (geteuid() == 0) {
        EXPECT_NE(info.st_uid, 0U);
    }
    EXPECT_EQ(holder.end_input(), 0);
    EXPECT_FALSE(fs::exists(holder.directory()));
}

}  // namespace
}  // namespace sark::scenarios
