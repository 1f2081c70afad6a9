#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark::scenarios {

/// Rows in text form; NULL is absent.
using WatchRows = std::vector<std::vector<std::optional<std::string>>>;

/// A connection that watches a server while others load it: no question may take longer than its
/// patience, or the connection is given up, so that whoever waits for it is never kept by a server
/// that hangs. One thread at a time.
class WatchConnection {
 public:
    /// Errc::unavailable with the server's words; never a password. Gives up after 5 s.
    [[nodiscard]] static Result<std::unique_ptr<WatchConnection>> open(const std::string& dsn,
                                                                       Nanos patience);
    ~WatchConnection();
    WatchConnection(const WatchConnection&) = delete;
    WatchConnection& operator=(const WatchConnection&) = delete;

    /// One statement without parameters. Errc::timeout and Errc::unavailable end the connection;
    /// Errc::invalid_argument for what the server refuses, with its first line.
    [[nodiscard]] Result<WatchRows> query(const std::string& sql);
    [[nodiscard]] bool alive() const noexcept;
    /// Statements that ran to their end: each was a transaction of its own.
    [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

 private:
    struct State;
    WatchConnection(std::unique_ptr<State> state, Nanos patience);
    [[nodiscard]] bool wait_until(TimePoint deadline);

    std::unique_ptr<State> state_;
    Nanos patience_;
    std::uint64_t answered_ = 0;
};

}  // namespace sark::scenarios
