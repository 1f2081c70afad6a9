#include "workloads/drivers/postgres_driver.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>

#include <libpq-fe.h>
#include <sys/epoll.h>

#include "core/postgres/session.hpp"
#include "workloads/drivers/postgres_plan.hpp"
#include "workloads/drivers/postgres_wire.hpp"

namespace sark::workloads {
namespace {

struct FinishConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

/// libpq's message on one line.
std::string message_of(const char* text) {
    std::string message(text);
    while (!message.empty() && message.back() == '\n') message.pop_back();
    std::replace(message.begin(), message.end(), '\n', ' ');
    return message;
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

class PostgresConnection final : public Connection {
 public:
    explicit PostgresConnection(std::shared_ptr<const PostgresPlan> plan) : plan_(std::move(plan)) {
        arguments_.reserve(plan_->longest_arguments);
        offsets_.reserve(plan_->most_arguments);
        values_.reserve(plan_->most_arguments);
    }

    [[nodiscard]] Result<void> open() override;
    [[nodiscard]] std::optional<Outcome> start(const Call& call) noexcept override;
    [[nodiscard]] std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept override;
    Outcome abandon() noexcept override { return finish(OutcomeCode::timeout, false); }
    [[nodiscard]] int fd() const noexcept override {
        return connection_ ? PQsocket(connection_.get()) : -1;
    }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return interest_; }

 private:
    enum class State : std::uint8_t { closed, idle, connecting, preparing, executing };

    [[nodiscard]] Result<void> prepare(const PostgresStatement& statement);
    [[nodiscard]] std::optional<Outcome> connect() noexcept;
    [[nodiscard]] std::optional<Outcome> poll_connect() noexcept;
    [[nodiscard]] std::optional<Outcome> send_prepare() noexcept;
    [[nodiscard]] std::optional<Outcome> send_statement() noexcept;
    [[nodiscard]] std::optional<Outcome> flush() noexcept;
    [[nodiscard]] std::optional<Outcome> receive() noexcept;
    [[nodiscard]] std::optional<Outcome> on_end_of_results() noexcept;
    void on_result(const PGresult* result) noexcept;
    void render_arguments(const Call& call) noexcept;
    [[nodiscard]] Outcome finish(OutcomeCode code, bool reusable) noexcept;
    void close() noexcept;

    std::shared_ptr<const PostgresPlan> plan_;  // shared: see HttpConnection
    ConnectionHandle connection_;
    State state_ = State::closed;
    std::uint32_t interest_ = 0;
    std::string host_, address_, port_;  // what open() found
    const PostgresStatement* statement_ = nullptr;
    std::size_t prepared_ = 0;  // while preparing: statements done
    std::string arguments_;     // NUL-terminated, one after the other
    std::vector<std::size_t> offsets_;
    std::vector<const char*> values_;
    OutcomeCode code_ = OutcomeCode::ok;
    std::uint64_t bytes_sent_ = 0;
    std::uint64_t bytes_received_ = 0;
};

Result<void> PostgresConnection::open() {
    // A keyword after the DSN overrides it, one before it is a default.
    const std::array<const char*, 4> keywords = {"connect_timeout", "dbname",
                                                 "fallback_application_name", nullptr};
    const std::array<const char*, 4> values = {"5", plan_->dsn.c_str(), "sark-bench", nullptr};
    connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        const std::string message = message_of(PQerrorMessage(connection_.get()));
        close();
        return Error{Errc::unavailable, "PostgreSQL cannot be reached: " + message,
                     postgres::redact_dsn(plan_->dsn), "is it running, and may this user connect?"};
    }
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    host_ = PQhost(connection_.get());
    address_ = PQhostaddr(connection_.get());
    port_ = PQport(connection_.get());
    for (const PostgresStatement& statement : plan_->statements) {
        if (auto prepared = prepare(statement); !prepared) {
            close();
            return prepared;
        }
    }
    PQsetnonblocking(connection_.get(), 1);
    state_ = State::idle;
    interest_ = EPOLLIN;
    return {};
}

Result<void> PostgresConnection::prepare(const PostgresStatement& statement) {
    const auto failed = [&](const PGresult* result) -> Result<void> {
        if (PQstatus(connection_.get()) != CONNECTION_OK)
            return Error{Errc::unavailable,
                         "the connection broke while preparing operation " + statement.operation,
                         postgres::redact_dsn(plan_->dsn), ""};
        return Error{
            Errc::invalid_scenario,
            "PostgreSQL refuses the statement: " + message_of(PQresultErrorMessage(result)),
            "operation " + statement.operation,
            "try the SQL in psql; are migrations and seed applied?"};
    };
    ResultHandle result(
        PQprepare(connection_.get(), statement.name.c_str(), statement.sql.c_str(), 0, nullptr));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        return failed(result.get());
    result.reset(PQdescribePrepared(connection_.get(), statement.name.c_str()));
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

std::optional<Outcome> PostgresConnection::start(const Call& call) noexcept {
    statement_ = &plan_->statements[call.operation];
    bytes_sent_ = bytes_received_ = 0;
    render_arguments(call);
    return state_ == State::idle ? send_statement() : connect();
}

void PostgresConnection::render_arguments(const Call& call) noexcept {
    arguments_.clear();
    offsets_.clear();
    for (const MessageTemplate& argument : statement_->arguments) {
        offsets_.push_back(arguments_.size());
        argument.append(statement_->parameters, call, arguments_);
        arguments_.push_back('\0');
    }
    values_.clear();
    for (const std::size_t offset : offsets_) values_.push_back(arguments_.data() + offset);
}

std::optional<Outcome> PostgresConnection::connect() noexcept {
    close();
    const std::array<const char*, 6> keywords = {
        "dbname", "fallback_application_name", "host", "hostaddr", "port", nullptr};
    const std::array<const char*, 6> values = {plan_->dsn.c_str(), "sark-bench",  host_.c_str(),
                                               address_.c_str(),   port_.c_str(), nullptr};
    connection_.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    // The only way to learn the SQLSTATE of a refusal; see connect_failure_code().
    PQsetErrorVerbosity(connection_.get(), PQERRORS_VERBOSE);
    if (PQstatus(connection_.get()) == CONNECTION_BAD)
        return finish(connect_failure_code(PQerrorMessage(connection_.get())), false);
    state_ = State::connecting;
    interest_ = EPOLLOUT;
    return std::nullopt;
}

std::optional<Outcome> PostgresConnection::poll_connect() noexcept {
    switch (PQconnectPoll(connection_.get())) {
        case PGRES_POLLING_READING:
            interest_ = EPOLLIN;
            return std::nullopt;
        case PGRES_POLLING_OK:
            PQsetErrorVerbosity(connection_.get(), PQERRORS_DEFAULT);
            PQsetnonblocking(connection_.get(), 1);
            prepared_ = 0;
            return send_prepare();
        case PGRES_POLLING_FAILED:
            return finish(connect_failure_code(PQerrorMessage(connection_.get())), false);
        default:
            interest_ = EPOLLOUT;
            return std::nullopt;
    }
}

std::optional<Outcome> PostgresConnection::send_prepare() noexcept {
    const PostgresStatement& statement = plan_->statements[prepared_];
    state_ = State::preparing;
    code_ = OutcomeCode::protocol;  // until a result says otherwise
    if (PQsendPrepare(connection_.get(), statement.name.c_str(), statement.sql.c_str(), 0,
                      nullptr) == 0)
        return finish(OutcomeCode::connection, false);
    return flush();
}

std::optional<Outcome> PostgresConnection::send_statement() noexcept {
    state_ = State::executing;
    code_ = OutcomeCode::protocol;  // until a result says otherwise
    if (PQsendQueryPrepared(connection_.get(), statement_->name.c_str(),
                            static_cast<int>(values_.size()), values_.data(), nullptr, nullptr,
                            0) == 0)
        return finish(OutcomeCode::connection, false);
    bytes_sent_ = sent_wire_bytes(statement_->name.size(), values_.size(),
                                  arguments_.size() - values_.size());
    return flush();
}

std::optional<Outcome> PostgresConnection::flush() noexcept {
    const int left = PQflush(connection_.get());
    if (left < 0)
        return finish(OutcomeCode::connection, false);
    interest_ = left == 0 ? EPOLLIN : EPOLLIN | EPOLLOUT;
    return std::nullopt;
}

std::optional<Outcome> PostgresConnection::on_ready(std::uint32_t epoll_events) noexcept {
    switch (state_) {
        case State::closed:
            return std::nullopt;
        case State::connecting:
            return poll_connect();
        case State::idle:
            // A notice, or the session's end; parsing it (PQisBusy) keeps the buffer small.
            if (PQconsumeInput(connection_.get()) == 0 ||
                PQstatus(connection_.get()) != CONNECTION_OK || PQisBusy(connection_.get()) != 0)
                close();
            return std::nullopt;
        case State::preparing:
        case State::executing:
            break;
    }
    if ((epoll_events & EPOLLOUT) != 0) {
        if (const auto outcome = flush())
            return outcome;
    }
    return receive();
}

std::optional<Outcome> PostgresConnection::receive() noexcept {
    // The answer may have arrived whole before the loss that makes this fail; the status tells.
    static_cast<void>(PQconsumeInput(connection_.get()));
    while (PQisBusy(connection_.get()) == 0) {
        const ResultHandle result(PQgetResult(connection_.get()));
        if (!result)
            return on_end_of_results();
        on_result(result.get());
    }
    if (PQstatus(connection_.get()) != CONNECTION_OK)
        return finish(OutcomeCode::connection, false);
    return std::nullopt;
}

void PostgresConnection::on_result(const PGresult* result) noexcept {
    bytes_received_ += state_ == State::executing ? received_wire_bytes(result) : 0;
    switch (PQresultStatus(result)) {
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
        case PGRES_EMPTY_QUERY:
            code_ = state_ == State::preparing || statement_->expects(rows_of(result))
                        ? OutcomeCode::ok
                        : OutcomeCode::wrong_answer;
            return;
        case PGRES_FATAL_ERROR:
            code_ = sql_error_code(PQresultErrorField(result, PG_DIAG_SQLSTATE));
            return;
        default:
            code_ = OutcomeCode::protocol;
    }
}

std::optional<Outcome> PostgresConnection::on_end_of_results() noexcept {
    const bool alive = PQstatus(connection_.get()) == CONNECTION_OK;
    if (state_ == State::executing || code_ != OutcomeCode::ok)
        // A session with half its statements prepared is of no use to the next operation.
        return finish(code_, alive && state_ == State::executing &&
                                 code_ != OutcomeCode::connection &&
                                 code_ != OutcomeCode::protocol);
    if (++prepared_ < plan_->statements.size())
        return send_prepare();
    return send_statement();
}

Outcome PostgresConnection::finish(OutcomeCode code, bool reusable) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    if (reusable) {
        state_ = State::idle;
        interest_ = EPOLLIN;
    } else {
        close();
    }
    return {code, static_cast<std::uint32_t>(std::min(bytes_sent_, most)),
            static_cast<std::uint32_t>(std::min(bytes_received_, most))};
}

void PostgresConnection::close() noexcept {
    connection_.reset();
    state_ = State::closed;
    interest_ = 0;
}

/// The DSN must parse, and not hide a piece of a password where libpq's messages would quote it.
Result<void> check_dsn(const std::string& dsn) {
    const Error bad{Errc::invalid_argument, "the connection string is not valid",
                    "PostgreSQL target",
                    "for example \"host=/run/postgresql dbname=sark\"; percent-encode special "
                    "characters of a password in a URI"};
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(dsn.c_str(), nullptr), &PQconninfoFree);
    if (!options)
        return bad;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        // A raw '@' in a URI's password moves its tail into the host.
        if (std::strcmp(option->keyword, "host") == 0 && option->val != nullptr &&
            std::strchr(option->val, '@') != nullptr && option->val[0] != '@')
            return bad;
    }
    return {};
}

}  // namespace

Result<ConnectionFactory> make_postgres_factory(const Target& target,
                                                const std::vector<OperationSpec>& operations,
                                                const RequestContext& context) {
    auto plan = make_postgres_plan(target, operations, context);
    if (!plan)
        return std::move(plan).error();
    if (auto checked = check_dsn(plan->dsn); !checked)
        return std::move(checked).error();
    return ConnectionFactory([plan = std::make_shared<const PostgresPlan>(std::move(plan).value())](
                                 std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<PostgresConnection>(plan));
    });
}

}  // namespace sark::workloads
