#include "scenarios/evidence/watch_connection.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <libpq-fe.h>
#include <poll.h>

namespace sark::scenarios {

namespace {

using ResultPointer = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// The first line of what libpq says, without "ERROR:" and the like.
std::string first_line(const char* message) {
    std::string text = message;
    text = text.substr(0, text.find('\n'));
    if (const std::size_t word = text.find(":  "); word != std::string::npos)
        text.erase(0, word + 3);
    return text;
}

WatchRows rows_of(const PGresult* result) {
    WatchRows rows;
    for (int row = 0; row < PQntuples(result); ++row) {
        auto& values = rows.emplace_back();
        for (int column = 0; column < PQnfields(result); ++column) {
            if (PQgetisnull(result, row, column) != 0)
                values.emplace_back();
            else
                values.emplace_back(PQgetvalue(result, row, column));
        }
    }
    return rows;
}

}  // namespace

struct WatchConnection::State {
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection{nullptr, &PQfinish};
};

WatchConnection::WatchConnection(std::unique_ptr<State> state, Nanos patience)
    : state_(std::move(state)), patience_(patience) {}

WatchConnection::~WatchConnection() = default;

Result<std::unique_ptr<WatchConnection>> WatchConnection::open(const std::string& dsn,
                                                               Nanos patience) {
    // The last "dbname" of the list is expanded, so that ours are defaults only.
    const std::array keywords = {"connect_timeout", "fallback_application_name", "client_encoding",
                                 "dbname", static_cast<const char*>(nullptr)};
    const std::array values = {"5", "sark-bench-evidence", "UTF8", dsn.c_str(),
                               static_cast<const char*>(nullptr)};
    auto state = std::make_unique<State>();
    state->connection.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
    if (PQstatus(state->connection.get()) != CONNECTION_OK)
        return Error{Errc::unavailable,
                     "no second connection to PostgreSQL: " +
                         first_line(PQerrorMessage(state->connection.get())),
                     "", ""};
    return std::unique_ptr<WatchConnection>(new WatchConnection(std::move(state), patience));
}

bool WatchConnection::alive() const noexcept {
    return state_->connection != nullptr && PQstatus(state_->connection.get()) == CONNECTION_OK;
}

/// Whether an answer is there before the deadline.
bool WatchConnection::wait_until(TimePoint deadline) {
    PGconn* connection = state_->connection.get();
    while (PQisBusy(connection) != 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        pollfd readable{PQsocket(connection), POLLIN, 0};
        const int timeout = static_cast<int>(std::min<std::int64_t>(left.count(), 60'000));
        if (poll(&readable, 1, timeout) > 0 && PQconsumeInput(connection) == 0)
            return true;  // PQgetResult tells what broke
    }
    return true;
}

Result<WatchRows> WatchConnection::query(const std::string& sql) {
    if (!alive())
        return Error{Errc::unavailable, "the connection that watches the server is lost", "", ""};
    PGconn* connection = state_->connection.get();
    const TimePoint deadline = std::chrono::steady_clock::now() + patience_;
    std::optional<Error> failure;
    WatchRows rows;
    if (PQsendQuery(connection, sql.c_str()) == 0)
        failure = Error{Errc::unavailable, first_line(PQerrorMessage(connection)), "", ""};
    while (!failure) {
        if (!wait_until(deadline)) {
            failure = Error{Errc::timeout, "the server did not answer whoever watches it", "", ""};
            break;
        }
        const ResultPointer result(PQgetResult(connection), &PQclear);
        if (result == nullptr) {
            ++answered_;
            return rows;
        }
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_TUPLES_OK)
            rows = rows_of(result.get());
        else if (status != PGRES_COMMAND_OK && PQstatus(connection) == CONNECTION_OK)
            failure = Error{Errc::invalid_argument, first_line(PQresultErrorMessage(result.get())),
                            "", ""};
        else if (status != PGRES_COMMAND_OK)
            failure = Error{Errc::unavailable, first_line(PQerrorMessage(connection)), "", ""};
    }
    if (failure->code != Errc::invalid_argument) {
        state_->connection.reset();
        return *failure;
    }
    // What follows an error is the end of the same answer.
    while (wait_until(deadline)) {
        const ResultPointer rest(PQgetResult(connection), &PQclear);
        if (rest == nullptr)
            return *failure;
    }
    state_->connection.reset();
    return *failure;
}

}  // namespace sark::scenarios
