#pragma once

#include "core/http/filter.hpp"

namespace sark::http {

/// Answers of more than 1,000 bytes as gzip to who accepts it (S003-API-03), with Content-Encoding
/// and Vary. An answer that would not shrink, or has an encoding already, stays as it is.
class Compression final : public Filter {
 public:
    [[nodiscard]] Answer answer(Request& request, const Rest& rest) override;
};

}  // namespace sark::http
