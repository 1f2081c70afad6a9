#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "bench/evidence/closed_loop.hpp"
#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/environment/environment.hpp"

namespace sark::bench {

/// What one round saw of one statement.
struct StatementRound {
    double operations = 0.0;
    double seconds = 0.0;
    double server_cpu_s = 0.0;    ///< All processes of the server.
    double asked_cpu_s = 0.0;     ///< Of these, the session that is asked for evidence.
    double watching_cpu_s = 0.0;  ///< This program's threads other than the clients.
};

/// One round: each statement in turn, with the same sessions.
struct ServerRound {
    std::vector<StatementRound> statements;
    /// CPU of the server for the evidence's session before the measured time: its connection and
    /// the first reading of all counters. 0 without evidence.
    double first_reading_cpu_s = 0.0;
};

/// A private PostgreSQL server of its own that answers rounds of a closed loop, with the evidence
/// of a run or as `--no-evidence` leaves it.
class WatchedServer {
 public:
    static constexpr std::size_t clients = 2;

    [[nodiscard]] static Result<std::unique_ptr<WatchedServer>> start(bool evidence);

    /// Collects evidence throughout, as a run does in its measured window.
    [[nodiscard]] Result<ServerRound> measure();
    /// What the server says of the settings that evidence is made of, by name.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> settings() const;

 private:
    WatchedServer(std::unique_ptr<scenarios::TestEnvironment> environment, bool evidence)
        : environment_(std::move(environment)), evidence_(evidence) {}
    [[nodiscard]] Result<void> find_server();
    [[nodiscard]] std::vector<pid_t> processes() const;

    std::unique_ptr<scenarios::TestEnvironment> environment_;
    std::unique_ptr<postgres::Session> session_;
    std::vector<LoopStatement> statements_;
    pid_t postmaster_ = 0;
    bool evidence_;
};

/// The statements of every round: the cheapest of the catalogue, for which a price per statement
/// weighs most, and one of middling size.
[[nodiscard]] std::vector<LoopStatement> loop_statements();

}  // namespace sark::bench
