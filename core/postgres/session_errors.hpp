#pragma once

#include <exception>
#include <string>

#include "core/base/error.hpp"

namespace sark::postgres {

/// What an exception of libpqxx means.
struct Failure {
    Error error;
    std::string sqlstate;  ///< Empty when the server did not give one.
    bool connection_lost = false;
};

/// Understands any exception thrown while a statement ran.
[[nodiscard]] Failure explain(const std::exception& exception);

/// The first line of a server or libpq message, without its severity.
[[nodiscard]] std::string first_line(const std::string& message);

}  // namespace sark::postgres
