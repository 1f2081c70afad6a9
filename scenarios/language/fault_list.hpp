#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "scenarios/language/node.hpp"

namespace sark::scenarios::language {

/// Collects what is wrong with one document. Not thread-safe.
class FaultList {
 public:
    explicit FaultList(std::string source_name) : source_name_(std::move(source_name)) {}

    /// Records a fault at a place: its `where` becomes "file:line: /pointer", or
    /// "--option: /pointer" when the value came from the command line.
    void add(const Place& place, std::string_view pointer, std::string message,
             std::string hint = {});

    [[nodiscard]] bool empty() const { return faults_.empty(); }
    [[nodiscard]] const std::string& source_name() const { return source_name_; }
    /// All faults in document order.
    [[nodiscard]] std::vector<Error> in_order() const;

 private:
    std::string source_name_;
    std::vector<std::pair<std::size_t, Error>> faults_;
};

}  // namespace sark::scenarios::language
