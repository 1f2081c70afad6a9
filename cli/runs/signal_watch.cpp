#include "cli/runs/signal_watch.hpp"

#include <string_view>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "reports/exit_code.hpp"

namespace sark::cli {

namespace {

sigset_t watched_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);  // wakes the thread when the watch is closed
    return set;
}

void say(std::string_view text) {
    // Nothing to do when stderr is gone.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

SignalWatch::SignalWatch() {
    const sigset_t set = watched_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
    closing_ = true;
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
}

void SignalWatch::wait() {
    signalled_.wait(false);
}

void SignalWatch::watch() {
    const sigset_t set = watched_signals();
    int received = 0;
    while (true) {
        int number = 0;
        if (sigwait(&set, &number) != 0)
            continue;
        if (closing_)
            return;
        if (number == SIGUSR1)
            continue;
        ++received;
        if (received == 1) {
            say("\nsark-bench: stopping; keeping what is done (again to stop at once)\n");
            stop_.finish();
            signalled_ = true;
            signalled_.notify_all();
        } else if (received == 2) {
            say("\nsark-bench: stopping at once\n");
            stop_.abort();
        } else {
            // Children die with this process; their directory is swept by the next start.
            ::_exit(static_cast<int>(reports::ExitCode::interrupted));
        }
    }
}

}  // namespace sark::cli
