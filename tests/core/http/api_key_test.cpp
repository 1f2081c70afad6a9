#include "core/http/guards/api_key.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

const std::string secret(32, 's');

TEST(ApiKeyTest, IsFoundByItsPrefix) {
    EXPECT_EQ(prefix_of_api_key("sark_sk_live_abcdefgh_" + secret), "abcdefgh");
    EXPECT_EQ(prefix_of_api_key("sark_sk_test-2_ABCD0123_" + secret), "ABCD0123");
}

TEST(ApiKeyTest, WhatHasAnotherFormIsNoKey) {
    EXPECT_FALSE(prefix_of_api_key(""));
    EXPECT_FALSE(prefix_of_api_key("sark_sk_"));
    EXPECT_FALSE(prefix_of_api_key("sark_sk_live_abcdefg_" + secret));
    EXPECT_FALSE(prefix_of_api_key("sark_sk_live_abcdefgh_" + secret + "s"));
    EXPECT_FALSE(prefix_of_api_key("sark_sk__abcdefgh_" + secret));
    EXPECT_FALSE(prefix_of_api_key("sark_pk_live_abcdefgh_" + secret));
    EXPECT_FALSE(prefix_of_api_key("sark_sk_live_abc'; --_" + secret));
}

TEST(ApiKeyTest, IsStoredAsTheHashOfAllOfIt) {
    // printf 'abc' | sha256sum
    EXPECT_EQ(hash_of_api_key("abc"),
              "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_NE(hash_of_api_key("abd"), hash_of_api_key("abc"));
}

TEST(SameSecretTest, ComparesAllOfIt) {
    EXPECT_TRUE(same_secret("", ""));
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
}

}  // namespace
}  // namespace sark::http
