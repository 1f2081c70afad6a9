#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/http/requests/choices.hpp"
#include "core/http/requests/request.hpp"
#include "core/http/requests/validation.hpp"

namespace sark::http {

// Each reads one query parameter and notes what is wrong with it; what it returns then is not to be
// used.

void refuse_parameter(ValidationIssues& issues, std::string name, std::string message);

/// A number from 1 to `most`; `otherwise` when absent.
[[nodiscard]] std::uint64_t number_parameter(const Request& request, const std::string& name,
                                             std::uint64_t otherwise, std::uint64_t most,
                                             ValidationIssues& issues);
/// At most 255 bytes of UTF-8 without NUL, for the database takes no other; empty when absent.
[[nodiscard]] std::string text_parameter(const Request& request, const std::string& name,
                                         ValidationIssues& issues);
/// Values with commas between them; none when absent.
[[nodiscard]] std::vector<std::string> choices_parameter(const Request& request,
                                                         const std::string& name, Choices choices,
                                                         ValidationIssues& issues);
/// Lower case; empty when absent.
[[nodiscard]] std::string uuid_parameter(const Request& request, const std::string& name,
                                         ValidationIssues& issues);
/// true, false, 1 or 0; false when absent.
[[nodiscard]] bool flag_parameter(const Request& request, const std::string& name,
                                  ValidationIssues& issues);

/// The parts between the commas, of which there is at least one.
[[nodiscard]] std::vector<std::string> comma_list(const std::string& list);

}  // namespace sark::http
