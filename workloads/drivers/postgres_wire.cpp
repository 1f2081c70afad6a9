#include "workloads/drivers/postgres_wire.hpp"

#include <cstring>
#include <string_view>

#include <libpq-fe.h>

namespace sark::workloads {
namespace {

constexpr std::uint64_t header = 5;  // type and length of every message; BindComplete and NoData
                                     // have nothing else
constexpr std::uint64_t column_facts = 18;  // RowDescription: table, column, type, format, ...

constexpr std::string_view sqlstate_word = "SQLSTATE ";

}  // namespace

std::uint64_t parse_wire_bytes(std::size_t sql_length) noexcept {
    return header + 1 + sql_length + 1 + 2;  // the name "", the text, no types
}

std::uint64_t sent_wire_bytes(std::size_t statement_name_length, std::size_t arguments,
                              std::size_t argument_bytes) noexcept {
    // Bind: portal "", statement, no argument formats, the arguments, one result format.
    const std::uint64_t bind =
        header + 1 + statement_name_length + 1 + 2 + 2 + 4 * arguments + argument_bytes + 2 + 2;
    const std::uint64_t describe = header + 1 + 1;  // the portal ""
    const std::uint64_t execute = header + 1 + 4;   // the portal "", no row limit
    return bind + describe + execute;
}

std::uint64_t received_wire_bytes(const pg_result* result) noexcept {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_FATAL_ERROR)
        return header + std::strlen(PQresultErrorMessage(result));
    if (status == PGRES_PIPELINE_ABORTED)
        return 0;
    // PQcmdStatus only lacks the const; it does not change the result.
    const std::uint64_t tag = std::strlen(PQcmdStatus(const_cast<PGresult*>(result)));
    std::uint64_t bytes = header + (header + tag + 1);
    if (status != PGRES_TUPLES_OK)
        return bytes + header;
    const int columns = PQnfields(result);
    const int rows = PQntuples(result);
    bytes += header + 2;
    for (int column = 0; column < columns; ++column)
        bytes += std::strlen(PQfname(result, column)) + 1 + column_facts;
    for (int row = 0; row < rows; ++row) {
        bytes += header + 2 + 4 * static_cast<std::uint64_t>(columns);
        for (int column = 0; column < columns; ++column)
            bytes += static_cast<std::uint64_t>(PQgetlength(result, row, column));
    }
    return bytes;
}

OutcomeCode sql_error_code(const char* sqlstate) noexcept {
    const std::string_view state = sqlstate == nullptr ? "" : sqlstate;
    if (state.empty() || state.starts_with("08") || state.starts_with("57P0"))
        return OutcomeCode::connection;
    if (state == "57014")
        return OutcomeCode::timeout;
    return state == "53300" ? OutcomeCode::refused : OutcomeCode::wrong_answer;
}

void explain_sql_error(const pg_result* result, CauseText& why) noexcept {
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == nullptr) {
        why.set(connection_lost, PQresultErrorMessage(result));
        return;
    }
    const char* const message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    why.set(sqlstate_word, message != nullptr ? message : "");
    why.kind.append(state);
}

void explain_connect_failure(const char* message, CauseText& why) noexcept {
    // "connection to server at "host", port 5432 failed: " and then the server's
    // "FATAL:  53300: sorry, ...\nLOCATION: ..." or what the system says.
    constexpr std::string_view before = " failed: ";
    std::string_view text = message;
    if (const std::size_t at = text.rfind(before); at != std::string_view::npos)
        text.remove_prefix(at + before.size());
    text = text.substr(0, text.find('\n'));
    constexpr std::string_view state_before = ":  ";
    constexpr std::size_t state_length = 5;
    const std::size_t at = text.find(state_before);
    const std::string_view stated =
        text.substr(at == std::string_view::npos ? text.size() : at + state_before.size());
    if (stated.size() > state_length && stated.substr(state_length).starts_with(": ")) {
        why.set(sqlstate_word, stated.substr(state_length + 2));
        why.kind.append(stated.substr(0, state_length));
    } else {
        why.set(text.empty() ? connection_lost : text);
    }
}

OutcomeCode connect_failure_code(const char* message) noexcept {
    const std::string_view text = message;
    // "FATAL:  53300: sorry, ..." must not be a port number.
    for (const std::string_view refusal :
         {"  53300: ", "Connection refused", "No such file or directory"}) {
        if (text.find(refusal) != std::string_view::npos)
            return OutcomeCode::refused;
    }
    return OutcomeCode::connection;
}

}  // namespace sark::workloads
