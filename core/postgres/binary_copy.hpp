#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

struct pg_conn;  // libpq's PGconn

namespace sark::postgres {

/// COPY table(columns) FROM STDIN (FORMAT binary), which libpqxx does not do. Throws libpqxx's
/// exceptions: for session.cpp only.
class BinaryCopy {
 public:
    /// Inside an open transaction of the connection, which is borrowed.
    BinaryCopy(pg_conn* connection, const std::string& table,
               const std::vector<std::string>& columns);
    ~BinaryCopy();
    BinaryCopy(const BinaryCopy&) = delete;
    BinaryCopy& operator=(const BinaryCopy&) = delete;

    /// Sends what `next` appends until it returns false, and ends the COPY: the server's complaints
    /// about rows come here. Rows sent, or the Error of `next`, after which the transaction has
    /// failed.
    [[nodiscard]] Result<std::uint64_t> copy_all(
        const std::function<Result<bool>(std::string&)>& next);

 private:
    void flush();
    /// Gives it up: the transaction has failed.
    void cancel() noexcept;
    /// Reads the answers to the end, so that the connection can be used again.
    void finish(const char* refusal);
    [[noreturn]] void fail() const;

    pg_conn* connection_;
    std::string buffer_;
    bool open_ = false;
};

}  // namespace sark::postgres
