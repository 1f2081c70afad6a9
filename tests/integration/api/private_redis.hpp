#pragma once

#include <string>

#include <sys/types.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::test {

/// A Redis of one test's own, on a unix socket in a directory of its own, to be stopped and started
/// at will. Ends the program when redis-server cannot be started.
class PrivateRedis {
 public:
    /// `password` empty: none.
    explicit PrivateRedis(const std::string& password = "");
    ~PrivateRedis();
    PrivateRedis(const PrivateRedis&) = delete;
    PrivateRedis& operator=(const PrivateRedis&) = delete;

    /// Returns when it accepts connections.
    void start();
    /// SIGKILL; everything in it is lost.
    void kill();
    /// Freezes it: connections are accepted and nothing is answered, until resume().
    void freeze();
    void resume();
    [[nodiscard]] std::string address() const { return "unix:" + socket_path(); }

 private:
    [[nodiscard]] std::string socket_path() const {
        return (directory_.path() / "redis.sock").string();
    }

    ScratchDirectory directory_;
    std::string password_;
    pid_t pid_ = -1;
};

}  // namespace sark::test
