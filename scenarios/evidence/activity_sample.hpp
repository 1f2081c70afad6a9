#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenarios/evidence/watch_connection.hpp"

namespace sark::scenarios {

/// What the server's backends were doing at one instant.
struct ActivitySample {
    unsigned clients = 0;  ///< Of the whole server, without those that watch it.
    unsigned active = 0;
    unsigned idle_in_transaction = 0;
    unsigned waiting = 0;
    unsigned lock_waits = 0;
    unsigned autovacuum = 0;
    unsigned hidden = 0;  ///< Backends that do not show us what they do.
    bool checkpoint = false;
    double longest_s = 0.0;
    std::map<std::string, unsigned> waits;  ///< Active clients of this database by "IO: WALSync".
    std::set<std::string> long_running;     ///< Statements older than 30 s: process and start.
};

/// The question for one sample; backends with these process ids are left out, and whoever asks.
[[nodiscard]] std::string activity_query(const std::vector<int>& observers);

/// Reads its answer.
[[nodiscard]] ActivitySample read_activity(const WatchRows& rows);

}  // namespace sark::scenarios
