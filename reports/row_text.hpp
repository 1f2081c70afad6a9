#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// A judged row as words, the same in every format.
struct RowText {
    std::string actual;           ///< "3.52 ms"; "failed" among failures; empty when not judged.
    std::string interval;         ///< "3.50..3.55"
    std::string target;           ///< "< 5 ms"
    std::string critical;         ///< "p99 < 10 ms", or "< 10 ms" for the same statistic.
    std::string critical_actual;  ///< "p99 7.1 ms"
};
[[nodiscard]] RowText text_of(const Judgement& row);

/// Rows that take part in the verdict, in order.
[[nodiscard]] std::vector<const Judgement*> deciding_rows(const Report& report);
/// Rows about what this run cannot judge or does not contain.
[[nodiscard]] std::vector<const Judgement*> other_rows(const Report& report);

}  // namespace sark::reports
