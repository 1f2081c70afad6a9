#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/doctor/answer.hpp"
#include "scenarios/doctor/circumstances.hpp"
#include "scenarios/doctor/table.hpp"

namespace sark::scenarios::doctor {

/// Who is asked.
enum class Asked : std::uint8_t {
    postgres,        ///< The statement is SQL.
    redis,           ///< The statement is INFO; a row per line, columns name and value.
    redis_settings,  ///< CONFIG GET of documented_redis_settings(); columns name and value.
    user,            ///< Nobody: the circumstances tell.
};

/// Without what a check cannot be told.
struct Needs {
    bool statements = false;  ///< pg_stat_statements, with everybody's statements.
    bool activity = false;    ///< What other roles' sessions do.
    bool settings = false;    ///< Settings that only pg_read_all_settings shows.
};

/// What a judge makes of the rows.
struct Judgement {
    Verdict verdict = Verdict::unknown;
    std::string why;
    Evidence evidence;
    std::string mend;  ///< Of a no, in place of the check's own if not empty; of an unknown.
};

[[nodiscard]] inline Judgement yes(std::string why, Evidence evidence) {
    return {Verdict::yes, std::move(why), std::move(evidence), ""};
}
[[nodiscard]] inline Judgement no(std::string why, Evidence evidence) {
    return {Verdict::no, std::move(why), std::move(evidence), ""};
}
/// `mend`: how it could be told; empty when there is nothing to do but to wait.
[[nodiscard]] inline Judgement cannot_tell(std::string why, Evidence evidence,
                                           std::string mend = "") {
    return {Verdict::unknown, std::move(why), std::move(evidence), std::move(mend)};
}

/// The rows that a check was answered with. `before` has those of a first asking about a second
/// earlier, where the check asks twice.
struct Observation {
    Table now;
    Table before;
};

/// A row of a checklist as data: what is asked, of whom, and how the answer is judged.
struct Check {
    std::string name;
    std::vector<std::string> ids;
    std::string question;
    Asked asked = Asked::postgres;
    Needs needs;
    std::string statement;
    std::string
        timescale_statement;  ///< In its place where TimescaleDB is installed, if not empty.
    bool twice = false;
    std::string rule;  ///< When it is a yes, a no and unknown, in words.
    std::string mend;
    std::function<Judgement(const Observation&, const Circumstances&)> judge;
};

/// The settings that the documents give Redis: what CONFIG GET is asked for.
[[nodiscard]] std::span<const std::string_view> documented_redis_settings();

/// Every check, in the order of a report.
[[nodiscard]] std::vector<Check> shipped_checks();

}  // namespace sark::scenarios::doctor
