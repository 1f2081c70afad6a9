#pragma once

#include <string>
#include <vector>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// A table about the stores, ready to print; the first cell of a row is its head.
struct EvidenceTable {
    std::string title;
    std::string caption;             ///< What the figures are of.
    std::vector<std::string> heads;  ///< One that begins with '#' is of numbers.
    std::vector<std::vector<std::string>> rows;
};

/// Plans, statements, waits, phases, tables, indexes that were not used, Redis commands, and what
/// could not be had; those without a row are left out. Empty when no evidence was collected.
[[nodiscard]] std::vector<EvidenceTable> evidence_tables_of(const scenarios::RunResult& run);

/// The same in a few lines, for who reads no tables: a word, and a sentence.
struct EvidenceLine {
    std::string word;
    std::string sentence;
};
[[nodiscard]] std::vector<EvidenceLine> evidence_lines_of(const scenarios::RunResult& run);

}  // namespace sark::reports
