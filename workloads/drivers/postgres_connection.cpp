#include "workloads/drivers/postgres_connection.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

#include <libpq-fe.h>
#include <sys/epoll.h>

#include "workloads/drivers/postgres_wire.hpp"

namespace sark::workloads {
namespace {

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

std::uint32_t saturated(std::uint64_t bytes) noexcept {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

std::uint64_t rows_of(const PGresult* result) noexcept {
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        return static_cast<std::uint64_t>(PQntuples(result));
    // PQcmdTuples only lacks the const; it does not change the result.
    const std::string_view affected = PQcmdTuples(const_cast<PGresult*>(result));
    std::uint64_t rows = 0;
    std::from_chars(affected.data(), affected.data() + affected.size(), rows);
    return rows;
}

bool is_selection(const PGresult* result) noexcept {
    return PQresultStatus(result) == PGRES_TUPLES_OK &&
           std::string_view(PQcmdStatus(const_cast<PGresult*>(result))).starts_with("SELECT");
}

bool ends_session(OutcomeCode code) noexcept {
    return code == OutcomeCode::connection || code == OutcomeCode::protocol;
}

}  // namespace

void PostgresConnection::FinishSession::operator()(pg_conn* session) const noexcept {
    PQfinish(session);
}

PostgresConnection::PostgresConnection(std::shared_ptr<const PostgresPlan> plan)
    : plan_(std::move(plan)), pending_(plan_->depth), causes_(plan_->depth) {
    arguments_.reserve(plan_->longest_arguments);
    offsets_.reserve(plan_->most_arguments);
    values_.reserve(plan_->most_arguments);
}

int PostgresConnection::fd() const noexcept {
    return session_ ? PQsocket(session_.get()) : -1;
}

std::optional<Outcome> PostgresConnection::start(const Call& call) noexcept {
    pending_.push({call});
    const bool anew = plan_->statements[call.operation].connect_each && pending_.unanswered() == 1;
    if (state_ == State::closed || (anew && state_ == State::ready))
        connect();
    else if (state_ == State::ready)
        send(pending_.waiting(pending_.unanswered() - 1));
    return pipelined() ? std::nullopt : flush();
}

void PostgresConnection::send(Pending& pending) noexcept {
    const PostgresStatement& statement = plan_->statements[pending.call.operation];
    render_arguments(statement, pending.call);
    if (!send_statement(statement)) {
        broken_ = true;
        return;
    }
    pending.bytes_sent = sent_wire_bytes(plan_->prepared ? statement.name.size() : 0,
                                         values_.size(), arguments_.size() - values_.size());
    if (!plan_->prepared)
        pending.bytes_sent += parse_wire_bytes(statement.sql.size());
    if (!pipelined()) {
        pending.bytes_sent += sync_wire_bytes;
        return;
    }
    pending.ends_transaction = false;
    unsynced_ = &pending;
    if (plan_->sync_each)
        sync();
}

bool PostgresConnection::send_statement(const PostgresStatement& statement) noexcept {
    const int count = static_cast<int>(values_.size());
    if (plan_->prepared)
        return PQsendQueryPrepared(session_.get(), statement.name.c_str(), count, values_.data(),
                                   nullptr, nullptr, 0) != 0;
    return PQsendQueryParams(session_.get(), statement.sql.c_str(), count, nullptr, values_.data(),
                             nullptr, nullptr, 0) != 0;
}

void PostgresConnection::render_arguments(const PostgresStatement& statement,
                                          const Call& call) noexcept {
    arguments_.clear();
    offsets_.clear();
    for (const MessageTemplate& argument : statement.arguments) {
        offsets_.push_back(arguments_.size());
        argument.append(statement.parameters, call, arguments_);
        arguments_.push_back('\0');
    }
    values_.clear();
    for (const std::size_t offset : offsets_) values_.push_back(arguments_.data() + offset);
}

/// Ends the transaction of what was sent since the latest Sync.
void PostgresConnection::sync() noexcept {
    Pending* const last = std::exchange(unsynced_, nullptr);
    if (last == nullptr)
        return;
    last->ends_transaction = true;
    last->bytes_sent += sync_wire_bytes;
    broken_ = PQpipelineSync(session_.get()) == 0 || broken_;
}

std::optional<Outcome> PostgresConnection::flush() noexcept {
    if (state_ == State::ready) {
        sync();
        push_output();
    }
    return next_outcome();
}

void PostgresConnection::push_output() noexcept {
    const int left = broken_ ? -1 : PQflush(session_.get());
    if (left < 0)
        lose_connection();
    else
        interest_ = left == 0 ? EPOLLIN : EPOLLIN | EPOLLOUT;
}

std::optional<Outcome> PostgresConnection::on_ready(std::uint32_t epoll_events) noexcept {
    if (epoll_events == 0)
        return next_outcome();
    if (state_ == State::connecting) {
        poll_connect();
        return next_outcome();
    }
    if ((epoll_events & EPOLLOUT) != 0 && state_ != State::closed)
        push_output();
    if (state_ == State::preparing)
        receive_prepared();
    else if (state_ == State::ready)
        pending_.unanswered() == 0 ? watch_idle() : receive();
    return next_outcome();
}

/// A notice, or the session's end; parsing it (PQisBusy) keeps the buffer small.
void PostgresConnection::watch_idle() noexcept {
    if (PQconsumeInput(session_.get()) == 0 || PQstatus(session_.get()) != CONNECTION_OK ||
        PQisBusy(session_.get()) != 0)
        close();
}

void PostgresConnection::receive() noexcept {
    // The answer may have arrived whole before the loss that makes this fail; the status tells.
    static_cast<void>(PQconsumeInput(session_.get()));
    int absent_in_a_row = 0;
    while (state_ == State::ready && pending_.unanswered() > 0 && absent_in_a_row < 2 &&
           PQisBusy(session_.get()) == 0) {
        const ResultHandle result(PQgetResult(session_.get()));
        if (!result) {
            // In pipeline mode one separates statements, and two mean that nothing more is there.
            ++absent_in_a_row;
            on_end_of_results();
            continue;
        }
        absent_in_a_row = 0;
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC)
            on_end_of_transaction();
        else
            on_result(result.get());
    }
    if (state_ == State::ready && PQstatus(session_.get()) != CONNECTION_OK)
        lose_connection();
}

void PostgresConnection::on_result(const PGresult* result) noexcept {
    Pending& pending = pending_.waiting(current_);
    pending.answered = true;
    pending.bytes_received += received_wire_bytes(result);
    if (!plan_->prepared && PQresultStatus(result) != PGRES_FATAL_ERROR)
        pending.bytes_received += parsed_wire_bytes;
    switch (PQresultStatus(result)) {
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            on_rows(rows_of(result), pending);
            pending.only_reads = is_selection(result);
            return;
        case PGRES_FATAL_ERROR:
            pending.code = sql_error_code(PQresultErrorField(result, PG_DIAG_SQLSTATE));
            // Behind the server's last word comes libpq's, that the connection is lost.
            if (!std::exchange(pending.failed, true))
                explain_sql_error(result, explained(pending));
            return;
        case PGRES_PIPELINE_ABORTED:
            fail(pending, OutcomeCode::refused, "skipped: its transaction had failed");
            return;
        default:
            fail(pending, OutcomeCode::protocol, "unexpected result",
                 PQresStatus(PQresultStatus(result)));
    }
}

void PostgresConnection::on_rows(std::uint64_t rows, Pending& pending) noexcept {
    const PostgresStatement& statement = plan_->statements[pending.call.operation];
    if (statement.expects(rows)) [[likely]] {
        pending.code = OutcomeCode::ok;
        return;
    }
    pending.code = OutcomeCode::wrong_answer;
    CauseText& why = explained(pending);
    why.set(rows < statement.rows_min ? "too few rows" : "too many rows");
    why.example.append(rows).append(rows == 1 ? " row" : " rows");
    if (rows == 0)
        why.set("0 rows");
}

CauseText& PostgresConnection::explained(Pending& pending) noexcept {
    if (pending.why == nullptr)
        pending.why = &causes_.next();
    return *pending.why;
}

void PostgresConnection::fail(Pending& pending, OutcomeCode code, std::string_view kind,
                              std::string_view example) noexcept {
    pending.code = code;
    explained(pending).set(kind, example);
}

void PostgresConnection::on_end_of_results() noexcept {
    if (!pipelined()) {
        on_end_of_transaction();
        return;
    }
    // An error that comes after the last statement's results is that of the commit.
    const Pending& pending = pending_.waiting(current_);
    if (!pending.ends_transaction && pending.answered)
        ++current_;
}

/// Only now is it known what became of the statements since the Sync before: an error undoes those
/// that had succeeded, and keeps those that follow from being executed.
void PostgresConnection::on_end_of_transaction() noexcept {
    current_ = 0;
    std::size_t count = 1;
    while (!pending_.waiting(count - 1).ends_transaction) ++count;
    bool failed = false;
    for (std::size_t i = 0; i < count; ++i) failed = failed || pending_.waiting(i).failed;
    pending_.waiting(count - 1).bytes_received += ready_wire_bytes;
    bool usable = PQstatus(session_.get()) == CONNECTION_OK;
    bool leaves = false;
    for (std::size_t i = 0; i < count; ++i) {
        Pending& pending = pending_.answer();
        leaves = plan_->statements[pending.call.operation].connect_each;
        if (failed && pending.code == OutcomeCode::ok && !pending.only_reads)
            fail(pending, OutcomeCode::wrong_answer, "undone: its transaction failed");
        if (!pending.answered)
            explained(pending).set("no result");
        usable = usable && !ends_session(pending.code);
    }
    if (!usable)
        lose_connection();
    else if (leaves && pending_.unanswered() == 0)
        close();
}

void PostgresConnection::lose(OutcomeCode code) noexcept {
    while (pending_.unanswered() > 0) {
        Pending& pending = pending_.answer();
        pending.code = code;
        // The server's last word says more than that the session ended.
        if (!pending.failed)
            pending.why = &trouble_;
        if (code == OutcomeCode::protocol)
            code = OutcomeCode::connection;
    }
    close();
}

void PostgresConnection::lose_connection() noexcept {
    trouble_.set(connection_lost, PQerrorMessage(session_.get()));
    lose(OutcomeCode::connection);
}

std::optional<Outcome> PostgresConnection::next_outcome() noexcept {
    if (pending_.answered() == 0)
        return std::nullopt;
    const Pending& pending = pending_.take();
    Outcome outcome{pending.code, saturated(pending.bytes_sent), saturated(pending.bytes_received)};
    if (pending.why != nullptr) [[unlikely]]
        outcome.cause = pending.why->cause();
    return outcome;
}

Outcome PostgresConnection::abandon() noexcept {
    const std::uint64_t sent = pending_.empty() ? 0 : pending_.oldest().bytes_sent;
    const std::uint64_t received = pending_.empty() ? 0 : pending_.oldest().bytes_received;
    pending_.clear();
    close();
    return {OutcomeCode::timeout, saturated(sent), saturated(received)};
}

void PostgresConnection::close() noexcept {
    session_.reset();
    state_ = State::closed;
    interest_ = 0;
    unsynced_ = nullptr;
    current_ = 0;
    broken_ = false;
}

}  // namespace sark::workloads
