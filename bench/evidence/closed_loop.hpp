#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/postgres/session.hpp"

namespace sark::bench {

/// A prepared statement of one parameter; executions take its values in turn.
struct LoopStatement {
    std::string_view name;
    std::string_view title;
    std::string_view sql;
    std::vector<std::string> values;
};

/// Clients that execute a statement again and again as fast as the server answers, each on a thread
/// and a session of its own. Used by one thread.
class ClosedLoop {
 public:
    /// Begins at once with the first of the statements, which outlive this.
    [[nodiscard]] static Result<std::unique_ptr<ClosedLoop>> start(
        const std::string& dsn, std::size_t clients, const std::vector<LoopStatement>& statements);
    ~ClosedLoop();
    ClosedLoop(const ClosedLoop&) = delete;
    ClosedLoop& operator=(const ClosedLoop&) = delete;

    /// From their next executions on.
    void change_to(std::size_t statement) noexcept { current_ = statement; }
    /// Executions answered so far.
    [[nodiscard]] std::uint64_t answered() const noexcept;
    /// CPU time of the clients' threads so far.
    [[nodiscard]] Nanos cpu() const;
    /// Ends the clients. The error is the first that one of them met.
    [[nodiscard]] Result<void> stop();

 private:
    struct Client {
        std::unique_ptr<postgres::Session> session;
        alignas(64) std::atomic<std::uint64_t> answered{0};
        std::optional<Error> error;
        std::thread thread;
    };
    explicit ClosedLoop(const std::vector<LoopStatement>& statements) : statements_(statements) {}
    void loop(Client& client, std::size_t first);
    void end_clients();

    const std::vector<LoopStatement>& statements_;
    std::vector<std::unique_ptr<Client>> clients_;
    std::atomic<std::size_t> current_{0};
    std::atomic<bool> stopping_{false};
};

}  // namespace sark::bench
