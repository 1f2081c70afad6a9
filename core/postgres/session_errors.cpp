#include "core/postgres/session_errors.hpp"

#include <pqxx/pqxx>
#include <string_view>

namespace sark::postgres {
namespace {

bool in_class(const std::string& sqlstate, std::string_view prefix) {
    return sqlstate.compare(0, prefix.size(), prefix) == 0;
}

Errc code_of(const std::string& sqlstate) {
    for (const char* lost : {"08", "57P"})
        if (in_class(sqlstate, lost))
            return Errc::unavailable;
    if (sqlstate == "23505" || in_class(sqlstate, "40") || in_class(sqlstate, "55"))
        return Errc::conflict;
    if (sqlstate == "57014")
        return Errc::timeout;
    for (const char* undefined : {"42P01", "42703", "42883", "42704", "3F000"})
        if (sqlstate == undefined)
            return Errc::not_found;
    for (const char* exhausted : {"53", "58"})
        if (in_class(sqlstate, exhausted))
            return Errc::io;
    return Errc::invalid_argument;
}

/// The server's HINT, which holds advice and no data (DETAIL and CONTEXT may hold whole rows).
std::string hint_of(const std::string& message) {
    constexpr std::string_view label = "\nHINT:  ";
    const std::size_t at = message.find(label);
    return at == std::string::npos ? std::string() : first_line(message.substr(at + label.size()));
}

/// libpqxx 6 gives no SQLSTATE with these four.
std::string sqlstate_of_class(const std::exception& exception) {
    if (dynamic_cast<const pqxx::insufficient_privilege*>(&exception) != nullptr)
        return "42501";
    if (dynamic_cast<const pqxx::deadlock_detected*>(&exception) != nullptr)
        return "40P01";
    if (dynamic_cast<const pqxx::serialization_failure*>(&exception) != nullptr)
        return "40001";
    if (dynamic_cast<const pqxx::transaction_rollback*>(&exception) != nullptr)
        return "40000";
    return "";
}

Failure refused(const std::exception& exception, const std::string& sqlstate) {
    Failure failure;
    failure.sqlstate = sqlstate;
    failure.error.code = code_of(sqlstate);
    failure.error.message = first_line(exception.what()) + " (SQLSTATE " + sqlstate + ")";
    failure.error.hint = hint_of(exception.what());
    failure.connection_lost = failure.error.code == Errc::unavailable;
    return failure;
}

Failure lost(const char* message) {
    return {Error{Errc::unavailable, message, "", "see the server's log"}, "", true};
}

}  // namespace

std::string first_line(const std::string& message) {
    std::string line = message.substr(0, message.find('\n'));
    for (const std::string_view severity : {"ERROR:  ", "FATAL:  ", "PANIC:  "}) {
        const std::size_t at = line.find(severity);
        if (at != std::string::npos)
            line.erase(at, severity.size());
    }
    return line;
}

Failure explain(const std::exception& exception) {
    if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&exception);
        sql != nullptr && !sql->sqlstate().empty())
        return refused(exception, sql->sqlstate());
    if (const std::string sqlstate = sqlstate_of_class(exception); !sqlstate.empty())
        return refused(exception, sqlstate);
    if (dynamic_cast<const pqxx::in_doubt_error*>(&exception) != nullptr)
        return lost("the connection to PostgreSQL was lost during COMMIT; it may have happened");
    // Of libpqxx's other failures of a statement (among them plain pqxx::failure from COPY) none
    // leaves a connection whose state is known.
    if (dynamic_cast<const pqxx::failure*>(&exception) != nullptr)
        return lost("the connection to PostgreSQL was lost");
    return {Error{Errc::internal, std::string("PostgreSQL client: ") + exception.what(), "", ""},
            "", false};
}

}  // namespace sark::postgres
