#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/environment/child_process.hpp"

namespace sark::bench {

/// Somebody else's work on this machine while gates are held: a shell command, run again and again
/// as children of ours, each in a process group of its own. They end with this object, or with us,
/// whatever becomes of us. Make and ask it on one thread.
class Neighbour {
 public:
    struct Plan {
        std::string command;         ///< For the shell; it is to end with status 0.
        unsigned at_a_time = 1;      ///< How many of it run side by side.
        std::optional<Nanos> spell;  ///< It works so long, stands still so long, and so on; absent:
                                     ///< it works all the time.
    };

    /// Errc::unavailable when there is no shell.
    [[nodiscard]] static Result<std::unique_ptr<Neighbour>> start(const Plan& plan);
    Neighbour(const Neighbour&) = delete;
    Neighbour& operator=(const Neighbour&) = delete;
    ~Neighbour();

    /// Why it no longer works: the command failed. Absent while it does.
    [[nodiscard]] std::optional<Error> failure();

 private:
    explicit Neighbour(Plan plan) : plan_(std::move(plan)) {}
    void come_and_go(const std::stop_token& stopped, Nanos spell);
    void signal_all(int signal);

    Plan plan_;
    std::mutex mutex_;  // guards loops_ once the pauser runs
    std::vector<scenarios::ChildProcess> loops_;
    std::jthread pauser_;
};

}  // namespace sark::bench
