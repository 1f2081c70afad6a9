#include "scenarios/environment/child_process.hpp"

#include <array>
#include <fstream>

#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::seconds;
using test::ScratchDirectory;
using ::testing::HasSubstr;

ChildOptions shell(const std::string& script) {
    ChildOptions options;
    options.name = "test child";
    options.command = {"/bin/sh", "-c", script};
    options.environment = plain_environment();
    return options;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Everything the child writes to its piped stdout until it closes it.
std::string drain(const ChildProcess& child) {
    std::string text;
    for (;;) {
        pollfd watched{child.stdout_fd(), POLLIN, 0};
        if (poll(&watched, 1, 10'000) <= 0)
            return text + "(no end)";
        std::array<char, 256> buffer{};
        const ssize_t got = read(child.stdout_fd(), buffer.data(), buffer.size());
        if (got <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

TEST(ChildProcessTest, TellsTheExitStatusOfAProgramThatEnds) {
    auto child = ChildProcess::start(shell("exit 3"));
    ASSERT_TRUE(child);
    const auto status = child->wait(seconds(10));
    ASSERT_TRUE(status);
    EXPECT_EQ(exit_text(*status), "exited with status 3");
    EXPECT_FALSE(child->running());
}

TEST(ChildProcessTest, TellsTheSignalThatKilledIt) {
    auto child = ChildProcess::start(shell("kill -9 $$"));
    ASSERT_TRUE(child);
    const auto status = child->wait(seconds(10));
    ASSERT_TRUE(status);
    EXPECT_EQ(exit_text(*status), "was killed by signal 9 (Killed)");
}

TEST(ChildProcessTest, FailureNamesTheChildItsEndAndItsLastWords) {
    const ScratchDirectory scratch;
    ChildOptions options = shell("echo one; echo two >&2; exit 1");
    options.log = scratch.path() / "log";
    auto child = ChildProcess::start(options);
    ASSERT_TRUE(child);
    ASSERT_TRUE(child->wait(seconds(10)));
    const Error error = child->failure();
    EXPECT_EQ(error.code, Errc::unavailable);
    EXPECT_EQ(error.message, "the test child exited with status 1");
    EXPECT_EQ(error.hint, "its last words: one | two");
}

TEST(ChildProcessTest, PipesStdoutApartFromTheLog) {
    const ScratchDirectory scratch;
    ChildOptions options = shell("echo out; echo err >&2");
    options.log = scratch.path() / "log";
    options.pipe_stdout = true;
    auto child = ChildProcess::start(options);
    ASSERT_TRUE(child);
    EXPECT_EQ(drain(*child), "out\n");
    EXPECT_EQ(text_of(options.log), "err\n");
}

TEST(ChildProcessTest, ReadsNothingFromStdinAndSeesOnlyItsOwnEnvironment) {
    ChildOptions options = shell("cat; echo ${HOME:-none} $GREETING; ls /proc/self/fd | wc -l");
    options.environment = {"PATH=/usr/bin:/bin", "GREETING=hello"};
    options.pipe_stdout = true;
    auto child = ChildProcess::start(options);
    ASSERT_TRUE(child);
    EXPECT_EQ(drain(*child), "none hello\n4\n");  // 0, 1, 2 and the listing itself
}

TEST(ChildProcessTest, LeadsAProcessGroupOfItsOwnWithNoSignalBlocked) {
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    ChildOptions options = shell("grep -E 'SigBlk|SigIgn' /proc/self/status | tr -d '\\t'");
    options.pipe_stdout = true;
    auto child = ChildProcess::start(options);
    sigprocmask(SIG_SETMASK, &before, nullptr);
    ASSERT_TRUE(child);
    EXPECT_NE(getpgid(child->pid()), getpgrp());
    EXPECT_EQ(drain(*child), "SigBlk:0000000000000000\nSigIgn:0000000000000000\n");
}

TEST(ChildProcessTest, StopsWithItsSignal) {
    ChildOptions options = shell("trap 'exit 7' USR1; echo ready; while :; do sleep 0.01; done");
    options.stop_signal = SIGUSR1;
    options.pipe_stdout = true;
    auto child = ChildProcess::start(options);
    ASSERT_TRUE(child);
    pollfd ready{child->stdout_fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ready, 1, 10'000), 1);
    child->stop(seconds(10));
    ASSERT_TRUE(child->exit_status());
    EXPECT_EQ(exit_text(*child->exit_status()), "exited with status 7");
}

TEST(ChildProcessTest, KillsTheWholeGroupOfOneThatWillNotStop) {
    ChildOptions options = shell("trap '' TERM; sleep 1000 & echo $!; wait; wait");
    options.pipe_stdout = true;
    auto child = ChildProcess::start(options);
    ASSERT_TRUE(child);
    pollfd ready{child->stdout_fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ready, 1, 10'000), 1);
    child->stop(std::chrono::milliseconds(20));
    ASSERT_TRUE(child->exit_status());
    EXPECT_EQ(exit_text(*child->exit_status()), "was killed by signal 9 (Killed)");
    // The grandchild held the pipe: its end of file proves that it is gone as well.
    EXPECT_THAT(drain(*child), testing::Not(HasSubstr("no end")));
}

TEST(ChildProcessTest, LeavesNoZombieBehind) {
    pid_t pid = 0;
    {
        auto child = ChildProcess::start(shell("sleep 1000"));
        ASSERT_TRUE(child);
        pid = child->pid();
    }
    EXPECT_EQ(kill(pid, 0), -1);
    EXPECT_EQ(errno, ESRCH);
}

TEST(ChildProcessTest, AMissingProgramIsAnErrorNotAChild) {
    ChildOptions options = shell("");
    options.command = {"/nonexistent/program"};
    const auto child = ChildProcess::start(options);
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error().code, Errc::unavailable);
    EXPECT_THAT(child.error().message, HasSubstr("/nonexistent/program"));
    EXPECT_THAT(child.error().message, HasSubstr("execute it: No such file or directory"));
}

TEST(ChildProcessTest, AMissingDirectoryIsNamedAsTheStepThatFailed) {
    const ScratchDirectory scratch;
    ChildOptions options = shell("true");
    options.directory = scratch.path() / "none";
    const auto child = ChildProcess::start(options);
    ASSERT_FALSE(child);
    EXPECT_THAT(child.error().message, HasSubstr("enter its directory"));
}

TEST(ChildProcessTest, TailKeepsTheLastLinesAndIsEmptyWithoutAFile) {
    const ScratchDirectory scratch;
    std::ofstream(scratch.path() / "log") << "a\nb\n\nc\nd";
    EXPECT_EQ(tail_of_file(scratch.path() / "log", 2), "c\nd");
    EXPECT_EQ(tail_of_file(scratch.path() / "log", 9), "a\nb\nc\nd");
    EXPECT_EQ(tail_of_file(scratch.path() / "none", 2), "");
}

TEST(TailOfFileTest, PlansThatAServerLogsAreNotItsLastWords) {
    const ScratchDirectory scratch;
    std::ofstream(scratch.path() / "log")
        << "12:00 [1] PANIC:  no space\n12:00 [7] LOG:  duration: 0.1 ms  plan:\n\t{\n\t}\n"
           "12:00 [7] LOG:  duration: 9.1 ms  statement: SELECT 1\n";
    EXPECT_EQ(tail_of_file(scratch.path() / "log", 5),
              "12:00 [1] PANIC:  no space\n12:00 [7] LOG:  duration: 9.1 ms  statement: SELECT 1");
}

TEST(ChildProcessTest, InheritedEnvironmentReplacesRatherThanRepeats) {
    const auto environment = inherited_environment({"PATH=/mine", "SARK_NEW=1"});
    EXPECT_EQ(std::count_if(environment.begin(), environment.end(),
                            [](const std::string& entry) { return entry.rfind("PATH=", 0) == 0; }),
              1);
    EXPECT_THAT(environment, testing::Contains("PATH=/mine"));
    EXPECT_THAT(environment, testing::Contains("SARK_NEW=1"));
}

}  // namespace
}  // namespace sark::scenarios
