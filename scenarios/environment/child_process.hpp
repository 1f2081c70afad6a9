#pragma once

#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/environment/service_user.hpp"

namespace sark::scenarios {

/// How to start a child.
struct ChildOptions {
    std::string name;                      ///< For messages, e.g. "PostgreSQL server".
    std::vector<std::string> command;      ///< The first word is the program's path.
    std::vector<std::string> environment;  ///< All of it, as NAME=VALUE.
    std::optional<ServiceUser> user;       ///< Absent: as ourselves.
    std::filesystem::path directory;       ///< To work in; empty: ours.
    std::filesystem::path log;             ///< Takes stderr, and stdout unless it is piped.
    bool pipe_stdout = false;              ///< Stdout goes to stdout_fd() instead.
    int stop_signal = SIGTERM;             ///< Asks it to end in order.
    bool stop_group = false;               ///< Ask its whole process group.
    int death_signal = SIGKILL;            ///< What the kernel sends it when we die.
};

/// A program started by us, in a process group of its own (a Ctrl-C at the terminal is ours to
/// handle). It dies with us, even on SIGKILL: the kernel ties it to the *thread* that called
/// start(), so call that on the main thread. Not thread-safe. The destructor stops it and reaps it.
class ChildProcess {
 public:
    /// Returns once the program runs: Errc::unavailable tells which step of starting it failed.
    [[nodiscard]] static Result<ChildProcess> start(const ChildOptions& options);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// The read end of its stdout, non-blocking; -1 when it is not piped. Ours: do not close it.
    [[nodiscard]] int stdout_fd() const noexcept { return stdout_; }

    /// False once it has ended (it is reaped then).
    [[nodiscard]] bool running();
    /// The status of waitpid(2); absent while it runs.
    [[nodiscard]] std::optional<int> exit_status();
    /// Waits for it to end by itself; absent when it still runs after `timeout`.
    std::optional<int> wait(Nanos timeout);
    /// Asks it to end, waits up to `grace`, then kills its process group. Nothing when it has
    /// ended.
    void stop(Nanos grace) noexcept;

    /// "its last words: ... | ...", the last lines of its log as one; empty when it wrote none.
    [[nodiscard]] std::string last_words() const;
    /// Why it is not usable: "the PostgreSQL server was killed by signal 9", with its last log
    /// lines.
    [[nodiscard]] Error failure() const;

 private:
    ChildProcess(std::string name, pid_t pid, int stdout_fd, const ChildOptions& options);
    std::string name_;
    pid_t pid_ = -1;
    int stdout_ = -1;
    int stop_signal_ = SIGTERM;
    bool stop_group_ = false;
    std::filesystem::path log_;
    std::optional<int> status_;
};

/// "exited with status 3", "was killed by signal 9 (Killed)".
[[nodiscard]] std::string exit_text(int wait_status);

/// The last `lines` lines of a file, joined by newlines, without empty ones and the plans that a
/// PostgreSQL server was asked to log; empty when it cannot be read.
[[nodiscard]] std::string tail_of_file(const std::filesystem::path& file, std::size_t lines);

/// The environment of a service that must not see ours: PATH, and English messages in UTC.
[[nodiscard]] std::vector<std::string> plain_environment();
/// Our own environment with `extra` (NAME=VALUE) added or replacing.
[[nodiscard]] std::vector<std::string> inherited_environment(const std::vector<std::string>& extra);

}  // namespace sark::scenarios
