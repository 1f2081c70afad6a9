#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/postgres/session.hpp"

namespace pqxx {
class transaction_base;
}

namespace sark::postgres {

/// The identifier in double quotes.
[[nodiscard]] std::string quoted_name(const std::string& name);
/// "table" or "schema.table" as quoted identifiers.
[[nodiscard]] std::string quoted_table(const std::string& table);

/// COPY ... FROM STDIN with a number of columns known only at run time, over libpqxx's stream_to,
/// whose versions 6 and 7 differ. Throws libpqxx's exceptions: for session.cpp only.
class CopyStream {
 public:
    CopyStream(pqxx::transaction_base& transaction, const std::string& table,
               const std::vector<std::string>& columns);
    ~CopyStream();
    CopyStream(const CopyStream&) = delete;
    CopyStream& operator=(const CopyStream&) = delete;

    void write(const Values& row);
    /// Ends the COPY; the server's complaints about rows come here.
    void complete();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sark::postgres
