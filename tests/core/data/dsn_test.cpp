#include "core/postgres/dsn.hpp"

#include <gtest/gtest.h>

#include "core/postgres/session.hpp"

namespace sark::postgres {
namespace {

struct Case {
    const char* dsn;
    const char* shown;
};

TEST(RedactDsnTest, HidesThePasswordAndNothingElse) {
    for (const Case& c : {
             Case{"host=h user=u dbname=d", "host=h user=u dbname=d"},
             Case{"", ""},
             Case{"host=h password=secret user=u", "host=h password=*** user=u"},
             Case{"password = secret", "password = ***"},
             Case{"password='se cret' host=h", "password=*** host=h"},
             Case{R"(password='it\'s \\ secret' host=h)", "password=*** host=h"},
             Case{R"(password=se\ cret host=h)", "password=*** host=h"},
             Case{"password=one password=two", "password=*** password=***"},
             Case{"password='' host=h", "password=*** host=h"},
             Case{"sslpassword=secret host=h", "sslpassword=*** host=h"},
             Case{"passfile=/x host=h", "passfile=/x host=h"},
             Case{"dbname='password=x' host=h", "dbname='password=x' host=h"},
             Case{"postgresql://h:5432/d", "postgresql://h:5432/d"},
             Case{"postgresql://u@h/d", "postgresql://u@h/d"},
             Case{"postgresql://u:secret@h:5432/d?sslmode=disable",
                  "postgresql://u:***@h:5432/d?sslmode=disable"},
             Case{"postgres://u:se%40cr%3Aet@h/d", "postgres://u:***@h/d"},
             Case{"postgresql://u:secret@[::1]:5432,[::2]/d",
                  "postgresql://u:***@[::1]:5432,[::2]/d"},
             Case{"postgresql://h/d?user=u&password=secret&sslmode=disable",
                  "postgresql://h/d?user=u&password=***&sslmode=disable"},
             Case{"postgresql://h/d?%70assword=secret", "postgresql://h/d?%70assword=***"},
         })
        EXPECT_EQ(redact_dsn(c.dsn), c.shown) << c.dsn;
}

TEST(RedactDsnTest, WithholdsWhatLibpqWouldRefuse) {
    for (const char* dsn : {"password='it''s secret' host=h", "password='secret", "password secret",
                            "host=h password=my secret", "secret", "password=my secret=1",
                            "postgresql://u:%zzsecret@h/d", "postgresql://h/d?secret=1"})
        EXPECT_EQ(redact_dsn(dsn).find("secret"), std::string::npos) << dsn;
}

TEST(RedactDsnTest, HidesAPasswordThatShouldHaveBeenPercentEncoded) {
    for (const char* dsn :
         {"postgresql://u:p@secret@h/d", "postgresql://u:1/secret@h/d",
          "postgresql://u:p?secret@h/d", "postgresql://u:p?a/secret@h/d",
          "postgresql://h:5432/d?password=x@secret", "postgresql://h/d?password=x?secret"})
        EXPECT_EQ(redact_dsn(dsn).find("secret"), std::string::npos) << redact_dsn(dsn);
}

TEST(PrepareDsnTest, AddsDefaultsOnlyWhereThereAreNone) {
    EXPECT_EQ(prepare_dsn("host=h")->text,
              "client_encoding=UTF8 connect_timeout=10 fallback_application_name=sark-core host=h");
    EXPECT_EQ(prepare_dsn("postgresql://u@h/d")->text,
              "postgresql://u@h/d?fallback_application_name=sark-core&connect_timeout=10"
              "&client_encoding=UTF8");
    EXPECT_EQ(prepare_dsn("postgresql://h/d?connect_timeout=3&client_encoding=LATIN1")->text,
              "postgresql://h/d?connect_timeout=3&client_encoding=LATIN1"
              "&fallback_application_name=sark-core");
    EXPECT_EQ(prepare_dsn("postgresql://")->text,
              "postgresql://?fallback_application_name=sark-core&connect_timeout=10"
              "&client_encoding=UTF8");
}

TEST(PrepareDsnTest, AsksForAStatementTimeoutUnlessTheStringHasOptions) {
    const auto thirty = std::chrono::seconds(30);
    EXPECT_NE(prepare_dsn("dbname=x", thirty)->text.find("options=-cstatement_timeout=30000"),
              std::string::npos);
    EXPECT_NE(
        prepare_dsn("postgresql://h/x", thirty)->text.find("options=-cstatement_timeout%3D30000"),
        std::string::npos);
    EXPECT_EQ(prepare_dsn("dbname=x options='-c jit=off'", thirty)->text.find("statement_timeout"),
              std::string::npos);
    EXPECT_EQ(prepare_dsn("dbname=x")->text.find("options"), std::string::npos);
}

TEST(PrepareDsnTest, KeepsWhatTheUserGaveReadable) {
    for (const char* dsn :
         {"host=h password='a b' application_name=mine", "postgresql://u:p?x@h/d",
          "postgresql://h/d?options=a%40b", "postgresql://h/d?application_name=a@b"}) {
        const auto once = prepare_dsn(dsn);
        ASSERT_TRUE(once) << dsn;
        const auto twice = prepare_dsn(once->text);  // understood, and all defaults are there
        ASSERT_TRUE(twice) << once->text;
        EXPECT_EQ(twice->text, once->text);
    }
}

TEST(PrepareDsnTest, RefusesMalformedAndMisreadStringsWithoutQuotingThem) {
    for (const char* dsn :
         {"secret", "host=h password=my secret", "password='secret", "hots=secret",
          "postgresql://u:secret/x@h/d", "postgresql://u:12/secret@h/d",
          "postgresql://u:p@secret@h/d", "postgresql://u:p?x/secret@h/d", "host=h port=secret"}) {
        const auto prepared = prepare_dsn(dsn);
        ASSERT_FALSE(prepared) << dsn;
        EXPECT_EQ(prepared.error().code, Errc::invalid_argument);
        EXPECT_EQ(describe(prepared.error()).find("secret"), std::string::npos) << dsn;
    }
    EXPECT_FALSE(prepare_dsn(std::string("host=h\0x", 8)));
}

TEST(PrepareDsnTest, KnowsTheSecretsAsWrittenAndAsMeant) {
    const auto prepared = prepare_dsn("postgresql://u:se%40cret@h/d");
    ASSERT_TRUE(prepared);
    EXPECT_EQ(scrub("in se%40cret and se@cret twice se@cret", prepared->secrets),
              "in *** and *** twice ***");
}

TEST(PrepareDsnTest, SecretInsideAnotherLeavesNothingBehind) {
    const auto prepared = prepare_dsn("password=abc sslpassword=abcdef");
    ASSERT_TRUE(prepared);
    EXPECT_EQ(scrub("x abcdef y", prepared->secrets), "x *** y");
}

TEST(ScrubTest, EmptySecretChangesNothing) {
    EXPECT_EQ(scrub("text", {""}), "text");
}

}  // namespace
}  // namespace sark::postgres
