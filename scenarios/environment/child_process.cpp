#include "scenarios/environment/child_process.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sark::scenarios {

namespace {

enum class Step : int { group, output, user, directory, death, program };

const char* text_of(Step step) {
    switch (step) {
        case Step::group:
            return "make a process group";
        case Step::output:
            return "redirect its output";
        case Step::user:
            return "become its user";
        case Step::directory:
            return "enter its directory";
        case Step::death:
            return "tie its life to ours";
        case Step::program:
            return "execute it";
    }
    return "start it";
}

/// What a child says over the error pipe when it cannot become the program.
struct StartFailure {
    Step step;
    int error;
};

struct Pipe {
    int read = -1;
    int write = -1;
    ~Pipe() {
        close_read();
        close_write();
    }
    bool open() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        read = ends[0];
        write = ends[1];
        return true;
    }
    void close_read() { close_end(read); }
    void close_write() { close_end(write); }
    static void close_end(int& end) {
        if (end >= 0)
            close(end);
        end = -1;
    }
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> result;
    result.reserve(words.size() + 1);
    for (const std::string& word : words)
        result.push_back(const_cast<char*>(word.c_str()));  // execve promises not to write
    result.push_back(nullptr);
    return result;
}

/// Everything the child needs, made before fork: afterwards only async-signal-safe calls are
/// allowed, because other threads of ours may have held any lock.
struct Launch {
    std::vector<char*> argv;
    std::vector<char*> envp;
    const ServiceUser* user;
    const char* directory;
    int in;
    int out;
    int err;
    int error_pipe;
    int death_signal;
    pid_t parent;
};

bool become(const ServiceUser& user) {
    if (setgroups(user.groups.size(), user.groups.data()) != 0 || setgid(user.gid) != 0 ||
        setuid(user.uid) != 0)
        return false;
    if (setuid(0) == 0) {  // must not be able to come back
        errno = EPERM;
        return false;
    }
    return true;
}

Step prepare_child(const Launch& launch) {
    if (setpgid(0, 0) != 0)
        return Step::group;
    if (dup2(launch.in, STDIN_FILENO) < 0 || dup2(launch.out, STDOUT_FILENO) < 0 ||
        dup2(launch.err, STDERR_FILENO) < 0)
        return Step::output;
    // Libraries of ours may hold descriptors without CLOEXEC; a child must not keep them open.
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    if (launch.user != nullptr && !become(*launch.user))
        return Step::user;
    if (launch.directory != nullptr && chdir(launch.directory) != 0)
        return Step::directory;
    // After setuid: a change of credentials clears it.
    if (prctl(PR_SET_PDEATHSIG, launch.death_signal) != 0)
        return Step::death;
    if (getppid() != launch.parent) {  // we died before prctl took hold
        errno = ESRCH;
        return Step::death;
    }
    for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(launch.argv.front(), launch.argv.data(), launch.envp.data());
    return Step::program;
}

[[noreturn]] void run_child(const Launch& launch) {
    StartFailure failure{};
    failure.step = prepare_child(launch);
    failure.error = errno;
    const ssize_t ignored = write(launch.error_pipe, &failure, sizeof failure);
    static_cast<void>(ignored);  // nobody is left to tell
    _exit(127);
}

Error system_error(const std::string& what, int error) {
    return {Errc::unavailable, what + ": " + std::strerror(error), "", ""};
}

int open_log(const ChildOptions& options) {
    const char* path = options.log.empty() ? "/dev/null" : options.log.c_str();
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/// Waits until the child's exec closed the pipe (absent) or it told what failed.
std::optional<StartFailure> read_failure(int fd) {
    StartFailure failure{};
    ssize_t got = 0;
    do got = read(fd, &failure, sizeof failure);
    while (got < 0 && errno == EINTR);
    if (got == static_cast<ssize_t>(sizeof failure))
        return failure;
    return std::nullopt;
}

pid_t fork_with_signals_blocked(const Launch& launch) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);  // no handler of ours may run in the child
    const pid_t pid = fork();
    if (pid == 0)
        run_child(launch);
    const int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return pid;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const ChildOptions& options) {
    Pipe error_pipe;
    Pipe output;
    Pipe files;  // read: /dev/null, write: the log
    if (!error_pipe.open() || (options.pipe_stdout && !output.open()))
        return system_error("cannot make a pipe for the " + options.name, errno);
    files.read = open("/dev/null", O_RDONLY | O_CLOEXEC);
    files.write = open_log(options);
    if (files.read < 0 || files.write < 0)
        return system_error("cannot open the log of the " + options.name, errno);

    Launch launch{};
    launch.argv = pointers(options.command);
    launch.envp = pointers(options.environment);
    launch.user = options.user ? &*options.user : nullptr;
    launch.directory = options.directory.empty() ? nullptr : options.directory.c_str();
    launch.in = files.read;
    launch.out = options.pipe_stdout ? output.write : files.write;
    launch.err = files.write;
    launch.error_pipe = error_pipe.write;
    launch.death_signal = options.death_signal;
    launch.parent = getpid();

    const pid_t pid = fork_with_signals_blocked(launch);
    if (pid < 0)
        return system_error("cannot fork the " + options.name, errno);
    setpgid(pid, pid);  // also here: whoever is first; an error means the child was
    error_pipe.close_write();
    output.close_write();
    if (const auto failure = read_failure(error_pipe.read)) {
        waitpid(pid, nullptr, 0);
        return system_error("cannot start the " + options.name + " (" + options.command.front() +
                                "): could not " + text_of(failure->step),
                            failure->error);
    }
    if (output.read >= 0)
        fcntl(output.read, F_SETFL, O_NONBLOCK);
    return ChildProcess(options.name, pid, std::exchange(output.read, -1), options);
}

ChildProcess::ChildProcess(std::string name, pid_t pid, int stdout_fd, const ChildOptions& options)
    : name_(std::move(name)),
      pid_(pid),
      stdout_(stdout_fd),
      stop_signal_(options.stop_signal),
      stop_group_(options.stop_group),
      log_(options.log) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : name_(std::move(other.name_)),
      pid_(std::exchange(other.pid_, -1)),
      stdout_(std::exchange(other.stdout_, -1)),
      stop_signal_(other.stop_signal_),
      stop_group_(other.stop_group_),
      log_(std::move(other.log_)),
      status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(name_, other.name_);
    std::swap(pid_, other.pid_);
    std::swap(stdout_, other.stdout_);
    std::swap(stop_signal_, other.stop_signal_);
    std::swap(stop_group_, other.stop_group_);
    std::swap(log_, other.log_);
    std::swap(status_, other.status_);
    return *this;
}

ChildProcess::~ChildProcess() {
    stop(std::chrono::seconds(5));
    Pipe::close_end(stdout_);
}

bool ChildProcess::running() {
    return pid_ > 0 && !exit_status();
}

std::optional<int> ChildProcess::exit_status() {
    if (status_ || pid_ <= 0)
        return status_;
    int status = 0;
    const pid_t reaped = waitpid(pid_, &status, WNOHANG);
    if (reaped == pid_)
        status_ = status;
    else if (reaped < 0 &&
             errno == ECHILD)  // somebody else reaped it: all we know is that it ended
        status_ = 0;
    return status_;
}

std::optional<int> ChildProcess::wait(Nanos timeout) {
    // Polling rather than a pidfd: works on every kernel, and starting and stopping a service takes
    // milliseconds anyway.
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!exit_status() && std::chrono::steady_clock::now() < deadline) poll(nullptr, 0, 2);
    return exit_status();
}

void ChildProcess::stop(Nanos grace) noexcept {
    if (!running())
        return;
    kill(stop_group_ ? -pid_ : pid_, stop_signal_);
    if (wait(grace))
        return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    status_ = SIGKILL;
}

std::string ChildProcess::last_words() const {
    std::string text = tail_of_file(log_, 5);
    if (text.empty())
        return "";
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', end))
        text.replace(end, 1, " | ");
    return "its last words: " + text;
}

Error ChildProcess::failure() const {
    return {Errc::unavailable, "the " + name_ + " " + (status_ ? exit_text(*status_) : "failed"),
            "", last_words()};
}

std::string exit_text(int wait_status) {
    if (WIFEXITED(wait_status))
        return "exited with status " + std::to_string(WEXITSTATUS(wait_status));
    const int signal = WTERMSIG(wait_status);
    const char* name = sigdescr_np(signal);
    return "was killed by signal " + std::to_string(signal) +
           (name != nullptr ? " (" + std::string(name) + ")" : "");
}

namespace {

/// A line of a plan that PostgreSQL was asked to log (auto_explain).
bool is_of_plan(const std::string& line) {
    return line.front() == '\t' ||
           (line.find("LOG:  duration: ") != std::string::npos && line.ends_with("plan:"));
}

}  // namespace

std::string tail_of_file(const std::filesystem::path& file, std::size_t lines) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in)
        return "";
    constexpr std::streamoff window = 65'536;
    const std::streamoff size = in.tellg();
    in.seekg(size > window ? size - window : 0);
    std::deque<std::string> last;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || is_of_plan(line))
            continue;
        last.push_back(std::move(line));
        if (last.size() > lines)
            last.pop_front();
    }
    std::string text;
    for (const std::string& line : last) text += (text.empty() ? "" : "\n") + line;
    return text;
}

std::vector<std::string> plain_environment() {
    const char* path = std::getenv("PATH");
    return {std::string("PATH=") + (path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin"),
            "LC_ALL=C", "TZ=UTC"};
}

std::vector<std::string> inherited_environment(const std::vector<std::string>& extra) {
    const auto name_of = [](const std::string& entry) { return entry.substr(0, entry.find('=')); };
    std::vector<std::string> result = extra;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string mine = *entry;
        bool replaced = false;
        for (const std::string& other : extra)
            replaced = replaced || name_of(other) == name_of(mine);
        if (!replaced)
            result.push_back(mine);
    }
    return result;
}

}  // namespace sark::scenarios
