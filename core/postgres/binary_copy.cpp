#include "core/postgres/binary_copy.hpp"

#include <memory>
#include <pqxx/pqxx>

#include <libpq-fe.h>

#include "core/postgres/copy_stream.hpp"

namespace sark::postgres {
namespace {

/// What is sent at once: several of the 8 KB in which the server reads, and little beside a cache.
constexpr std::size_t chunk_bytes = 64 * 1024;

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// The signature, no flags, no header extension.
std::string header() {
    std::string bytes("PGCOPY\n\377\r\n\0", 11);
    bytes.append(8, '\0');
    return bytes;
}

std::string statement(const std::string& table, const std::vector<std::string>& columns) {
    std::string names;
    for (const std::string& column : columns)
        names += (names.empty() ? "" : ", ") + quoted_name(column);
    return "COPY " + quoted_table(table) + " (" + names + ") FROM STDIN (FORMAT binary)";
}

}  // namespace

BinaryCopy::BinaryCopy(pg_conn* connection, const std::string& table,
                       const std::vector<std::string>& columns)
    : connection_(connection), buffer_(header()) {
    const Answer answer(PQexec(connection_, statement(table, columns).c_str()), &PQclear);
    if (PQresultStatus(answer.get()) != PGRES_COPY_IN) {
        const char* sqlstate = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
        if (sqlstate == nullptr)
            fail();
        throw pqxx::sql_error(PQresultErrorMessage(answer.get()), "COPY", sqlstate);
    }
    buffer_.reserve(2 * chunk_bytes);
    open_ = true;
}

BinaryCopy::~BinaryCopy() {
    cancel();
}

void BinaryCopy::flush() {
    if (PQputCopyData(connection_, buffer_.data(), static_cast<int>(buffer_.size())) != 1)
        fail();
    buffer_.clear();
}

Result<std::uint64_t> BinaryCopy::copy_all(const std::function<Result<bool>(std::string&)>& next) {
    std::uint64_t count = 0;
    while (true) {
        auto more = next(buffer_);
        if (!more) {
            cancel();
            return std::move(more).error();
        }
        if (!*more)
            break;
        ++count;
        if (buffer_.size() >= chunk_bytes)
            flush();
    }
    buffer_.append(2, '\377');  // the end: -1 cells
    flush();
    finish(nullptr);
    return count;
}

void BinaryCopy::cancel() noexcept {
    if (!open_)
        return;
    try {
        finish("given up by the client");
    } catch (const std::exception&) {
        // That it was given up is what the server says now; a lost connection shows itself later.
    }
}

void BinaryCopy::finish(const char* refusal) {
    open_ = false;
    if (PQputCopyEnd(connection_, refusal) != 1)
        fail();
    std::string message;
    std::string sqlstate;
    while (const auto answer = Answer(PQgetResult(connection_), &PQclear)) {
        if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK || !message.empty())
            continue;
        message = PQresultErrorMessage(answer.get());
        const char* field = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
        sqlstate = field != nullptr ? field : "";
    }
    if (message.empty())
        return;
    if (sqlstate.empty())
        fail();
    throw pqxx::sql_error(message, "COPY", sqlstate.c_str());
}

void BinaryCopy::fail() const {
    throw pqxx::broken_connection(PQerrorMessage(connection_));
}

}  // namespace sark::postgres
