#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark::postgres {

/// A connection string ready for libpq, and what must never be shown of it.
struct Dsn {
    std::string text;  ///< With our defaults where the user gave none.
    std::vector<std::string> secrets;
};

/// Checks a key=value or URI connection string and adds application_name=sark-core (as a fallback),
/// connect_timeout=10 and client_encoding=UTF8 where it has none. Errc::invalid_argument when libpq
/// would not understand it or would mistake a part of the password for something else.
/// A `statement_timeout` above 0 is asked for in the start-up packet, unless the string has options
/// of its own.
[[nodiscard]] Result<Dsn> prepare_dsn(const std::string& dsn, Nanos statement_timeout = Nanos{0});

/// The text with every secret replaced by "***".
[[nodiscard]] std::string scrub(std::string text, const std::vector<std::string>& secrets);

}  // namespace sark::postgres
