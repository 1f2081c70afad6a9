#pragma once

#include <string>

namespace sark::reports {

/// A field of a line of CSV by RFC 4180: quoted when it holds a quote, comma or line break.
[[nodiscard]] std::string csv_field(const std::string& text);

}  // namespace sark::reports
