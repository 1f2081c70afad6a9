#pragma once

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "scenarios/doctor/examination.hpp"

namespace sark::scenarios::doctor::test {

/// Every check put to a database, none of which the server refused for a fault of the SQL.
inline Examination examined(postgres::Session& session, const Circumstances& told = {}) {
    const auto examination = examine_database(session, shipped_checks(), told);
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
