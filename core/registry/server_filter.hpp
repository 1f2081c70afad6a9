#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/postgres/session.hpp"

namespace sark {

/// Which servers a list shows: those for which everything that is given holds.
struct ServerFilter {
    std::vector<std::string> statuses;       ///< One of them; empty: any.
    std::vector<std::string> sensitivities;  ///< One of them; empty: any.
    std::string team_id;                     ///< Empty: any.
    std::string owner_id;                    ///< Empty: any.
    std::vector<std::string> tags;           ///< At least one of them; empty: any.
    bool match_all_tags = false;             ///< All of the tags instead.
    std::string search;  ///< Part of the name or description, in any case; empty: any.
};

/// The WHERE of a statement, put together from conditions that are written out in the source: what
/// a user gives is a parameter and never text.
class Conditions {
 public:
    explicit Conditions(const ServerFilter& filter);

    /// `sql` with each ? replaced by the next parameter; `mark` tells statements with this
    /// condition from others.
    void add(std::string_view mark, std::string_view sql, postgres::Values parameters);
    /// A parameter outside of any condition; how the statement names it, e.g. "$3".
    [[nodiscard]] std::string parameter(std::string value);

    /// Empty, or " WHERE …".
    [[nodiscard]] const std::string& where() const { return where_; }
    /// Two statements have the same text exactly when they have the same shape. There are some
    /// hundreds of shapes, of which a workload uses a few: good names for prepared statements.
    [[nodiscard]] const std::string& shape() const { return shape_; }
    [[nodiscard]] const postgres::Values& parameters() const { return parameters_; }

 private:
    void add_choice(std::string_view mark, std::string_view column,
                    const std::vector<std::string>& values);

    std::string where_;
    std::string shape_;
    postgres::Values parameters_;
};

}  // namespace sark
