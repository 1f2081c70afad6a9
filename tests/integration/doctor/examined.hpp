#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scenarios/doctor/examination.hpp"

namespace sark::scenarios::doctor::test {

/// Every check but those that take their time, by asking twice.
inline std::vector<Check> quick_checks() {
    std::vector<Check> checks = shipped_checks();
    std::erase_if(checks, [](const Check& check) { return check.twice; });
    return checks;
}

/// The checks put to a database, none of which the server refused for a fault of the SQL.
inline Examination examined(postgres::Session& session, const Circumstances& told = {},
                            const std::vector<Check>& checks = quick_checks()) {
    const auto examination = examine_database(session, checks, told);
    if (!examination) {
        ADD_FAILURE() << describe(examination.error());
        return {};
    }
    for (const Answer& answer : examination->answers)
        EXPECT_EQ(answer.why.find("SQLSTATE"), std::string::npos)
            << answer.name << ": " << answer.why;
    return *examination;
}

inline Answer answer_of(const Examination& examination, const std::string& name) {
    const auto found = std::ranges::find(examination.answers, name, &Answer::name);
    EXPECT_NE(found, examination.answers.end()) << name;
    return found == examination.answers.end() ? Answer{} : *found;
}

/// The evidence as text, to look for what must or must not be in it.
inline std::string text_of(const Evidence& evidence) {
    std::string text;
    for (const postgres::Values& row : evidence.rows) {
        for (const postgres::Value& value : row) text += value.value_or("NULL") + " | ";
        text += '\n';
    }
    return text;
}

}  // namespace sark::scenarios::doctor::test
