#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/postgres/session.hpp"

namespace sark::scenarios::doctor {

/// What a question was answered with.
enum class Verdict : std::uint8_t {
    yes,
    no,
    unknown,  ///< It cannot be told; the reason says why.
};
inline constexpr std::array<std::string_view, 3> verdict_names = {"yes", "no", "unknown"};
[[nodiscard]] constexpr std::string_view name_of(Verdict verdict) noexcept {
    return verdict_names[static_cast<std::size_t>(verdict)];
}

/// The rows that an answer rests on: at most `evidence_rows` of them, those that matter most first.
struct Evidence {
    std::vector<std::string> columns;
    std::vector<postgres::Values> rows;  ///< NULL is absent, not empty.
    std::size_t left_out = 0;            ///< So many rows more were found.
};
inline constexpr std::size_t evidence_rows = 40;

/// A question with its answer. Made once, never changed; holds no password and no literal of
/// anybody's query.
struct Answer {
    std::string name;              ///< "unused_indexes"
    std::vector<std::string> ids;  ///< Rows of the requirements; empty for a service that answers.
    std::string question;          ///< "yes" is the good answer.
    Verdict verdict = Verdict::unknown;
    std::string why;
    std::string mend;       ///< What to do about a no, or to make it tellable; empty with a yes.
    std::string statement;  ///< What was asked of the server; empty when nothing was.
    Evidence evidence;
    bool service = false;  ///< Of the tool's own needs: a no means that it cannot work there.
};

/// One patient: this machine, a database, a Redis.
struct Examination {
    std::string title;  ///< For people.
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<Answer> answers;
};

}  // namespace sark::scenarios::doctor
