#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/service_user.hpp"

namespace sark::scenarios {

/// The server's program: $SARK_BENCH_REDIS_SERVER if set, else from PATH. Errc::unavailable with
/// how to install one.
[[nodiscard]] Result<std::filesystem::path> find_redis_server();

/// A Redis of our own without persistence, on a unix socket. Lives and dies with this object; see
/// ChildProcess about threads.
class ManagedRedis {
 public:
    using Settings = std::vector<std::pair<std::string, std::string>>;

    /// `directory` is empty and belongs to `user`. Errc::unavailable when redis-server is not
    /// installed (in $SARK_BENCH_REDIS_SERVER if set, else in PATH) or does not come up.
    /// `settings` are the server's own by name; they win over ours, but not over where it listens.
    [[nodiscard]] static Result<std::unique_ptr<ManagedRedis>> start(
        const std::filesystem::path& directory, const std::optional<ServiceUser>& user,
        const std::function<bool()>& stop, const Settings& settings = {});

    /// "unix:/path".
    [[nodiscard]] const std::string& endpoint() const noexcept { return endpoint_; }
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }
    /// Starts it again, empty, after it has ended; does not wait until it answers.
    [[nodiscard]] Result<void> start_again();

 private:
    ManagedRedis(ChildProcess process, ChildOptions options, std::string endpoint);
    ChildProcess process_;
    ChildOptions options_;
    std::string endpoint_;
};

}  // namespace sark::scenarios
