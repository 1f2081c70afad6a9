#include "core/http/uuid.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

TEST(UuidTest, RecognisesOnlyTheCanonicalForm) {
    EXPECT_TRUE(is_uuid(nil_uuid));
    EXPECT_TRUE(is_uuid("0123ABCD-4567-4bcd-8def-0123456789ab"));
    for (const char* bad :
         {"", "0123abcd", "0123abcd-4567-4bcd-8def-0123456789a",
          "0123abcd-4567-4bcd-8def-0123456789abc", "g123abcd-4567-4bcd-8def-0123456789ab",
          "0123abcd4567-4bcd-8def-0123456789ab-", "{0123abcd-4567-4bcd-8def-0123456789a"})
        EXPECT_FALSE(is_uuid(bad)) << bad;
}

TEST(UuidTest, RandomOnesAreVersionFourAndDiffer) {
    const std::string one = random_uuid();
    EXPECT_TRUE(is_uuid(one)) << one;
    EXPECT_EQ(one[14], '4');
    EXPECT_NE(one, random_uuid());
}

}  // namespace
}  // namespace sark::http
