#include "workloads/drivers/postgres_connection.hpp"

// How a session comes to be: at open(), and again whenever an operation finds none.

#include <algorithm>
#include <array>
#include <string>

#include <libpq-fe.h>
#include <sys/epoll.h>

#include "core/postgres/session.hpp"
#include "workloads/drivers/postgres_wire.hpp"

namespace sark::workloads {
namespace {

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

/// libpq's message on one line.
std::string message_of(const char* text) {
    std::string message(text);
    while (!message.empty() && message.back() == '\n') message.pop_back();
    std::replace(message.begin(), message.end(), '\n', ' ');
    return message;
}

}  // namespace

Result<void> PostgresConnection::open() {
    // A keyword after the DSN overrides it, one before it is a default.
    const std::array<const char*, 4> keywords = {"connect_timeout", "dbname",
                                                 "fallback_application_name", nullptr};
    const std::array<const char*, 4> values = {"5", plan_->dsn.c_str(), "sark-bench", nullptr};
    session_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
    if (PQstatus(session_.get()) != CONNECTION_OK) {
        const std::string message = message_of(PQerrorMessage(session_.get()));
        close();
        return Error{Errc::unavailable, "PostgreSQL cannot be reached: " + message,
                     postgres::redact_dsn(plan_->dsn), "is it running, and may this user connect?"};
    }
    PQsetNoticeProcessor(
        session_.get(), [](void*, const char*) {}, nullptr);
    host_ = PQhost(session_.get());
    address_ = PQhostaddr(session_.get());
    port_ = PQport(session_.get());
    if (auto checked = prepare_all(); !checked) {
        close();
        return checked;
    }
    ++generation_;
    begin_work();
    return {};
}

Result<void> PostgresConnection::prepare_all() {
    // Behind a pooler only a transaction keeps the server connection that parsed a statement.
    if (!plan_->prepared)
        ResultHandle(PQexec(session_.get(), "BEGIN"));
    for (const PostgresStatement& statement : plan_->statements)
        if (auto prepared = prepare(statement); !prepared)
            return prepared;
    if (!plan_->prepared)
        ResultHandle(PQexec(session_.get(), "ROLLBACK"));
    return {};
}

/// As the unnamed statement, it only shows whether the server takes it.
Result<void> PostgresConnection::prepare(const PostgresStatement& statement) {
    const char* const name = plan_->prepared ? statement.name.c_str() : "";
    const auto failed = [&](const PGresult* result) -> Result<void> {
        if (PQstatus(session_.get()) != CONNECTION_OK)
            return Error{Errc::unavailable,
                         "the connection broke while preparing operation " + statement.operation,
                         postgres::redact_dsn(plan_->dsn), ""};
        return Error{
            Errc::invalid_scenario,
            "PostgreSQL refuses the statement: " + message_of(PQresultErrorMessage(result)),
            "operation " + statement.operation,
            "try the SQL in psql; are migrations and seed applied?"};
    };
    ResultHandle result(PQprepare(session_.get(), name, statement.sql.c_str(), 0, nullptr));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        return failed(result.get());
    result.reset(PQdescribePrepared(session_.get(), name));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        return failed(result.get());
    const auto wanted = static_cast<std::size_t>(PQnparams(result.get()));
    if (wanted != statement.arguments.size())
        return Error{Errc::invalid_scenario,
                     "the statement has " + std::to_string(wanted) + " parameters, but " +
                         std::to_string(statement.arguments.size()) + " arguments are given",
                     "operation " + statement.operation, ""};
    return {};
}

void PostgresConnection::connect() noexcept {
    close();
    const std::array<const char*, 6> keywords = {
        "dbname", "fallback_application_name", "host", "hostaddr", "port", nullptr};
    const std::array<const char*, 6> values = {plan_->dsn.c_str(), "sark-bench",  host_.c_str(),
                                               address_.c_str(),   port_.c_str(), nullptr};
    session_.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
    ++generation_;
    PQsetNoticeProcessor(
        session_.get(), [](void*, const char*) {}, nullptr);
    // The only way to learn the SQLSTATE of a refusal; see connect_failure_code().
    PQsetErrorVerbosity(session_.get(), PQERRORS_VERBOSE);
    if (PQstatus(session_.get()) == CONNECTION_BAD) {
        lose_connect();
        return;
    }
    state_ = State::connecting;
    interest_ = EPOLLOUT;
}

void PostgresConnection::lose_connect() noexcept {
    const char* const message = PQerrorMessage(session_.get());
    explain_connect_failure(message, trouble_);
    lose(connect_failure_code(message));
}

void PostgresConnection::poll_connect() noexcept {
    const PostgresPollingStatusType status = PQconnectPoll(session_.get());
    // It may have gone on to the next address, with a descriptor of the same number.
    ++generation_;
    switch (status) {
        case PGRES_POLLING_READING:
            interest_ = EPOLLIN;
            return;
        case PGRES_POLLING_OK:
            PQsetErrorVerbosity(session_.get(), PQERRORS_DEFAULT);
            PQsetnonblocking(session_.get(), 1);
            if (!plan_->prepared) {
                begin_work();
                return;
            }
            state_ = State::preparing;
            prepared_ = 0;
            send_prepare();
            return;
        case PGRES_POLLING_FAILED:
            lose_connect();
            return;
        default:
            interest_ = EPOLLOUT;
    }
}

void PostgresConnection::send_prepare() noexcept {
    const PostgresStatement& statement = plan_->statements[prepared_];
    prepare_code_ = OutcomeCode::protocol;  // until a result says otherwise
    trouble_.set("no result");
    broken_ = PQsendPrepare(session_.get(), statement.name.c_str(), statement.sql.c_str(), 0,
                            nullptr) == 0;
    push_output();
}

void PostgresConnection::receive_prepared() noexcept {
    static_cast<void>(PQconsumeInput(session_.get()));
    while (state_ == State::preparing && PQisBusy(session_.get()) == 0) {
        const ResultHandle result(PQgetResult(session_.get()));
        if (result) {
            const ExecStatusType status = PQresultStatus(result.get());
            if (status == PGRES_COMMAND_OK) {
                prepare_code_ = OutcomeCode::ok;
            } else if (status == PGRES_FATAL_ERROR) {
                prepare_code_ = sql_error_code(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE));
                explain_sql_error(result.get(), trouble_);
            }
            continue;
        }
        // A session with half its statements prepared is of no use to the next operation.
        if (prepare_code_ != OutcomeCode::ok)
            lose(prepare_code_);
        else if (++prepared_ < plan_->statements.size())
            send_prepare();
        else
            begin_work();
    }
    if (state_ == State::preparing && PQstatus(session_.get()) != CONNECTION_OK)
        lose_connection();
}

/// The session is ready for it: sends what has been waiting for it.
void PostgresConnection::begin_work() noexcept {
    PQsetnonblocking(session_.get(), 1);
    broken_ = pipelined() && PQenterPipelineMode(session_.get()) == 0;
    state_ = State::ready;
    interest_ = EPOLLIN;
    for (std::size_t i = 0; i < pending_.unanswered(); ++i) send(pending_.waiting(i));
    sync();
    push_output();
}

}  // namespace sark::workloads
