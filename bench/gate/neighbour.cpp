#include "bench/gate/neighbour.hpp"

#include <csignal>
#include <utility>

namespace sark::bench {

Result<std::unique_ptr<Neighbour>> Neighbour::start(const Plan& plan) {
    std::unique_ptr<Neighbour> neighbour(new Neighbour(plan));
    scenarios::ChildOptions options;
    options.name = "neighbour";
    // The command is an argument of the loop: whatever stands in it, it cannot leave the loop.
    options.command = {"/bin/sh", "-c", "while sh -c \"$1\"; do :; done; exit 1", "neighbour",
                       plan.command};
    options.environment = scenarios::inherited_environment({});
    options.stop_signal = SIGKILL;  // at once, and also while it stands still
    options.stop_group = true;
    for (unsigned i = 0; i < plan.at_a_time; ++i) {
        auto loop = scenarios::ChildProcess::start(options);
        if (!loop)
            return loop.error();
        neighbour->loops_.push_back(*std::move(loop));
    }
    if (plan.spell)
        neighbour->pauser_ = std::jthread(
            [self = neighbour.get(), spell = *plan.spell](const std::stop_token& stopped) {
                self->come_and_go(stopped, spell);
            });
    return neighbour;
}

Neighbour::~Neighbour() {
    // No signal may be sent any more once the children are reaped.
    if (pauser_.joinable()) {
        pauser_.request_stop();
        pauser_.join();
    }
    loops_.clear();
}

std::optional<Error> Neighbour::failure() {
    const std::lock_guard lock(mutex_);
    for (scenarios::ChildProcess& loop : loops_) {
        if (loop.running())
            continue;
        return Error{Errc::unavailable, "what is to work beside the gates failed", plan_.command,
                     "it must end with status 0, for it is run again and again"};
    }
    return std::nullopt;
}

void Neighbour::come_and_go(const std::stop_token& stopped, Nanos spell) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    for (bool works = true; !stopped.stop_requested(); works = !works) {
        signal_all(works ? SIGCONT : SIGSTOP);
        never.wait_for(lock, stopped, spell, [] { return false; });
    }
}

void Neighbour::signal_all(int signal) {
    const std::lock_guard lock(mutex_);
    for (scenarios::ChildProcess& loop : loops_)
        if (loop.running())
            kill(-loop.pid(), signal);
}

}  // namespace sark::bench
