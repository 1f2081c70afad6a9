#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "workloads/drivers/cause_text.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/pipeline_queue.hpp"
#include "workloads/drivers/postgres_plan.hpp"

struct pg_conn;    // libpq's PGconn
struct pg_result;  // libpq's PGresult

namespace sark::workloads {

/// One session; see postgres_driver.hpp for what its outcomes mean. With a depth of 1 it uses the
/// extended query protocol as such, with more libpq's pipeline mode.
class PostgresConnection final : public Connection {
 public:
    explicit PostgresConnection(std::shared_ptr<const PostgresPlan> plan);

    [[nodiscard]] Result<void> open() override;
    [[nodiscard]] std::optional<Outcome> start(const Call& call) noexcept override;
    [[nodiscard]] std::optional<Outcome> flush() noexcept override;
    [[nodiscard]] std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept override;
    [[nodiscard]] std::size_t depth() const noexcept override { return plan_->depth; }
    Outcome abandon() noexcept override;
    [[nodiscard]] int fd() const noexcept override;
    [[nodiscard]] std::uint32_t interest() const noexcept override { return interest_; }
    [[nodiscard]] std::uint32_t generation() const noexcept override { return generation_; }

 private:
    enum class State : std::uint8_t { closed, connecting, preparing, ready };
    struct FinishSession {
        void operator()(pg_conn* session) const noexcept;
    };
    struct Pending {
        Call call;
        OutcomeCode code = OutcomeCode::protocol;  // until a result says otherwise
        bool answered = false;                     // a result came
        bool failed = false;                       // and it was an error
        bool only_reads = false;                   // it stands whatever becomes of the transaction
        bool ends_transaction = true;              // a Sync follows it
        std::uint64_t bytes_sent = 0;
        std::uint64_t bytes_received = 0;
        CauseText* why = nullptr;  // it is not ok, as far as that was told
    };

    // Connecting: postgres_connect.cpp.
    [[nodiscard]] Result<void> prepare_all();
    [[nodiscard]] Result<void> prepare(const PostgresStatement& statement);
    void connect() noexcept;
    void lose_connect() noexcept;
    void poll_connect() noexcept;
    void send_prepare() noexcept;
    void receive_prepared() noexcept;
    void begin_work() noexcept;

    [[nodiscard]] bool pipelined() const noexcept { return plan_->depth > 1; }
    void send(Pending& pending) noexcept;
    [[nodiscard]] bool send_statement(const PostgresStatement& statement) noexcept;
    void render_arguments(const PostgresStatement& statement, const Call& call) noexcept;
    void sync() noexcept;
    void push_output() noexcept;
    void receive() noexcept;
    void on_result(const pg_result* result) noexcept;
    void on_rows(std::uint64_t rows, Pending& pending) noexcept;
    /// Where to write why it is not ok.
    [[nodiscard]] CauseText& explained(Pending& pending) noexcept;
    void fail(Pending& pending, OutcomeCode code, std::string_view kind,
              std::string_view example = {}) noexcept;
    void on_end_of_results() noexcept;
    void on_end_of_transaction() noexcept;
    void watch_idle() noexcept;
    /// Ends everything in flight, for the reason that trouble_ is, and closes. Of several only the
    /// oldest is to blame for a protocol error: the others lost their connection by it.
    void lose(OutcomeCode code) noexcept;
    /// The same where libpq knows why.
    void lose_connection() noexcept;
    [[nodiscard]] std::optional<Outcome> next_outcome() noexcept;
    void close() noexcept;

    std::shared_ptr<const PostgresPlan> plan_;  // shared: see HttpConnection
    std::unique_ptr<pg_conn, FinishSession> session_;
    State state_ = State::closed;
    std::uint32_t interest_ = 0;
    std::uint32_t generation_ = 0;
    std::string host_, address_, port_;  // what open() found
    std::size_t prepared_ = 0;           // while preparing: statements done
    OutcomeCode prepare_code_ = OutcomeCode::protocol;
    std::string arguments_;  // NUL-terminated, one after the other
    std::vector<std::size_t> offsets_;
    std::vector<const char*> values_;
    PipelineQueue<Pending> pending_;
    CauseText trouble_;            // what ended the session
    CauseTexts causes_;            // of those in flight
    Pending* unsynced_ = nullptr;  // the newest that was sent, while no Sync follows it
    std::size_t current_ = 0;      // of those that wait: the one whose results come
    bool broken_ = false;          // libpq would not take a statement
};

}  // namespace sark::workloads
