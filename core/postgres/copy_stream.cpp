#include "core/postgres/copy_stream.hpp"

#include <pqxx/pqxx>
#include <tuple>

#if PQXX_VERSION_MAJOR < 7
namespace sark::postgres {

/// A row that is already in COPY's text format.
struct CopyLine {
    std::string text;
};

}  // namespace sark::postgres

// stream_to of libpqxx 6 takes only tuples, whose size is fixed at compile time. A tuple of one
// column that needs no escaping any more is a whole row.
template <>
inline std::string pqxx::internal::TypedCopyEscaper::operator()<sark::postgres::CopyLine>(
    const sark::postgres::CopyLine* line) const {
    return line->text;
}
#endif

namespace sark::postgres {
namespace {

std::vector<std::string> quoted_columns(const std::vector<std::string>& columns) {
    std::vector<std::string> quoted;
    quoted.reserve(columns.size());
    for (const std::string& column : columns) quoted.push_back(quoted_name(column));
    return quoted;
}

#if PQXX_VERSION_MAJOR >= 7
std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}
#else
/// Sets `line` to the row in COPY's text format, without the newline.
void encode(const Values& row, std::string& line) {
    line.clear();
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i != 0)
            line += '\t';
        if (!row[i]) {
            line += "\\N";
            continue;
        }
        for (const char c : *row[i]) {
            switch (c) {
                case '\\':
                    line += "\\\\";
                    break;
                case '\n':
                    line += "\\n";
                    break;
                case '\r':
                    line += "\\r";
                    break;
                case '\t':
                    line += "\\t";
                    break;
                default:
                    line += c;
            }
        }
    }
}
#endif

}  // namespace

std::string quoted_name(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"')
            out += c;
        out += c;
    }
    return out + "\"";
}

std::string quoted_table(const std::string& table) {
    const std::size_t dot = table.find('.');
    if (dot == std::string::npos)
        return quoted_name(table);
    return quoted_name(table.substr(0, dot)) + "." + quoted_name(table.substr(dot + 1));
}

#if PQXX_VERSION_MAJOR >= 7
struct CopyStream::State {
    State(pqxx::transaction_base& transaction, const std::string& table,
          const std::vector<std::string>& columns)
        : stream(pqxx::stream_to::raw_table(transaction, quoted_table(table),
                                            joined(quoted_columns(columns)))) {}
    void write(const Values& row) { stream.write_row(row); }
    pqxx::stream_to stream;
};
#else
struct CopyStream::State {
    State(pqxx::transaction_base& transaction, const std::string& table,
          const std::vector<std::string>& columns)
        : stream(transaction, quoted_table(table), quoted_columns(columns)) {}
    void write(const Values& row) {
        encode(row, std::get<0>(line).text);
        stream << line;
    }
    pqxx::stream_to stream;
    std::tuple<CopyLine> line;
};
#endif

CopyStream::CopyStream(pqxx::transaction_base& transaction, const std::string& table,
                       const std::vector<std::string>& columns)
    : state_(std::make_unique<State>(transaction, table, columns)) {}
CopyStream::~CopyStream() = default;

void CopyStream::write(const Values& row) {
    state_->write(row);
}
void CopyStream::complete() {
    state_->stream.complete();
}

}  // namespace sark::postgres
