#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark::reports {

/// A value of a result.json with its JSON pointer. Reading what is missing or of another type
/// yields a default and records the document's first fault; the caller asks for it once at the end.
/// Valid while the document and `fault` are.
class ResultNode {
 public:
    ResultNode(const nlohmann::ordered_json* value, std::string pointer,
               std::optional<Error>& fault);

    [[nodiscard]] ResultNode operator[](const std::string& key) const;
    /// Whether there is such a member: what earlier versions did not write may be missing.
    [[nodiscard]] bool has(const std::string& key) const;
    [[nodiscard]] std::vector<ResultNode> items() const;
    [[nodiscard]] std::vector<std::pair<std::string, ResultNode>> members() const;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::uint64_t count() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] bool is_null() const;
    [[nodiscard]] std::optional<double> maybe_number() const;
    [[nodiscard]] Nanos seconds() const;
    /// A V2 payload whose layout must be `layout`.
    [[nodiscard]] workloads::Histogram histogram(const workloads::Histogram::Layout& layout) const;
    [[nodiscard]] UtcTime instant() const;
    /// A string as it is, anything else as JSON; empty when missing.
    [[nodiscard]] std::string json_text() const;
    /// Records a fault here unless the document has one already.
    void fail(const std::string& what) const;

 private:
    bool expect(bool condition, const char* what) const;

    const nlohmann::ordered_json* value_;  // null: missing
    std::string pointer_;
    std::optional<Error>* fault_;
};

}  // namespace sark::reports
