#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/child_process.hpp"

namespace sark::scenarios {

struct ManagedTargetOptions {
    std::string command;  ///< For /bin/sh; "{port}" becomes the port, as does $PORT.
    std::vector<std::string> environment;  ///< NAME=VALUE beside our own.
    std::function<bool()> stop;  ///< True ends the start (Errc::interrupted); may be empty.
};

/// Somebody's own HTTP service, started by a command of theirs on a free loopback port. Lives and
/// dies with this object; see ChildProcess about threads.
class ManagedTarget {
 public:
    /// Waits up to 60 s until the port takes connections. Its log goes to `directory`/`name`.log.
    /// Errc::unavailable with its last log lines when it dies first or never listens.
    [[nodiscard]] static Result<std::unique_ptr<ManagedTarget>> start(
        const std::filesystem::path& directory, const ManagedTargetOptions& options);

    /// "http://127.0.0.1:PORT".
    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }

 private:
    ManagedTarget(ChildProcess process, std::string url);
    ChildProcess process_;
    std::string url_;
};

/// The command with every "{port}" replaced.
[[nodiscard]] std::string with_port(std::string command, int port);

}  // namespace sark::scenarios
