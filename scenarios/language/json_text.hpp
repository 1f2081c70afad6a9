#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/error.hpp"
#include "scenarios/language/fault_list.hpp"
#include "scenarios/language/node.hpp"

namespace sark::scenarios::language {

/// Largest document that is read.
inline constexpr std::size_t document_bytes_max = 1U << 20U;

/// Reads JSON (RFC 8259; no comments). A syntax error is an Error whose `where` is
/// "source:line:column"; duplicate keys are added to `faults` and the first one is kept.
[[nodiscard]] std::variant<Node, Error> read_json(std::string_view text, FaultList& faults);

enum class Layout : std::uint8_t { compact, indented };
/// JSON text; indented by two spaces per level. Invalid UTF-8 is replaced.
[[nodiscard]] std::string write_json(const Node& node, Layout layout);

}  // namespace sark::scenarios::language
