#include "core/http/answers/policy_document.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/http/complaint.hpp"

namespace sark::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(PolicyDocumentTest, AWellFormedModuleIsSaidNotToBeCompiled) {
    const auto findings = check_policy(
        "# rules {\npackage mcp.test\n\nallow { input.user == \"a } \\\" b\"; `raw ]` }\n");
    EXPECT_THAT(findings.errors, IsEmpty());
    EXPECT_THAT(findings.warnings, ElementsAre(HasSubstr("Not compiled")));
}

TEST(PolicyDocumentTest, NamesWhatIsWrong) {
    EXPECT_THAT(check_policy(" \n").errors, ElementsAre("Policy content is empty"));
    EXPECT_THAT(check_policy("allow = true").errors, ElementsAre("Policy must declare a package"));
    EXPECT_THAT(check_policy("# package x\nallow = true").errors,
                ElementsAre("Policy must declare a package"));
    EXPECT_THAT(check_policy("package x\nallow { (1 }").errors,
                ElementsAre("Brackets do not match"));
    EXPECT_THAT(check_policy("package x\na = \"open").errors,
                ElementsAre("A string is not closed"));
}

TEST(PolicyDocumentTest, AllowByDefaultIsAWarning) {
    for (const char* module :
         {"package x\ndefault allow = true", "package x\ndefault allow := true\n"})
        EXPECT_THAT(check_policy(module).warnings[0], HasSubstr("default allow")) << module;
}

TEST(PolicyDocumentTest, TestCasesAreNotSaidToHavePassed) {
    EXPECT_EQ(
        findings_json({}, 2),
        R"json({"valid":true,"errors":[],"warnings":["Test cases were not run (2 given)"],)json"
        R"json("test_results":null})json");
}

TEST(PolicyDocumentTest, ContentIsRequired) {
    EXPECT_EQ(complaint(parse_policy_document(R"({"policy_content":""})")), "");
    EXPECT_NE(complaint(parse_policy_document("{}")), "");
    EXPECT_NE(complaint(parse_policy_document(R"({"policy_content":"","test_cases":[1]})")), "");
}

TEST(PolicyDocumentTest, ListsWhoDecides) {
    EXPECT_THAT(policies_json(""), HasSubstr(R"("name":"team_access")"));
    EXPECT_THAT(policies_json(""), HasSubstr(R"("total":6)"));
    EXPECT_THAT(policies_json("/v1/data/x"), HasSubstr(R"("path":"/v1/data/x")"));
}

}  // namespace
}  // namespace sark::http
