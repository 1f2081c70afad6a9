#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "core/http/requests/choices.hpp"
#include "core/http/requests/validation.hpp"

namespace sark::http {

/// The document of a body; otherwise the issue is noted: no JSON, or nested too deeply.
[[nodiscard]] nlohmann::json parse_document(std::string_view body, ValidationIssues& issues);
/// The document when it is an object; otherwise the issue is noted.
[[nodiscard]] nlohmann::json parse_object(std::string_view body, ValidationIssues& issues);

/// Reads members of one JSON object and collects what is wrong with them. JSON null counts as
/// absent. Both references are borrowed.
class FieldReader {
 public:
    FieldReader(const nlohmann::json& object, Location location, ValidationIssues& issues);

    void refuse(const std::string& key, std::string message);
    /// The member, or null when it is absent.
    [[nodiscard]] const nlohmann::json* find(const std::string& key) const;

    [[nodiscard]] std::optional<std::string> text(const std::string& key, std::size_t length_max);
    [[nodiscard]] std::string required_text(const std::string& key, std::size_t length_max);
    /// `otherwise` when absent; empty: it must be there.
    [[nodiscard]] std::string choice(const std::string& key, Choices choices,
                                     std::string_view otherwise);
    /// In lower case.
    [[nodiscard]] std::optional<std::string> uuid(const std::string& key);
    [[nodiscard]] bool flag(const std::string& key);              ///< False when absent.
    [[nodiscard]] nlohmann::json object(const std::string& key);  ///< Empty when absent.
    /// A list of texts; empty when absent.
    [[nodiscard]] nlohmann::json texts(const std::string& key, std::size_t count_max,
                                       std::size_t length_max);
    /// A list of `least` to `most` objects, for FieldReaders at location(key, i); null when there
    /// is none, which is an issue when `least` is not 0.
    [[nodiscard]] const nlohmann::json* objects(const std::string& key, std::size_t least,
                                                std::size_t most);
    [[nodiscard]] Location location(const std::string& key, std::size_t index) const;

 private:
    const nlohmann::json& object_;
    Location location_;
    ValidationIssues& issues_;
};

}  // namespace sark::http
