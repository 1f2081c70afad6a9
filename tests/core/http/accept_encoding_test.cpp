#include "core/http/guards/accept_encoding.hpp"

#include <gtest/gtest.h>

namespace sark::http {
namespace {

TEST(AcceptEncodingTest, NamesCountInAnyCaseAndAnyOrder) {
    EXPECT_TRUE(accepts_gzip("gzip"));
    EXPECT_TRUE(accepts_gzip("br, GZip ; q=0.5, deflate"));
    EXPECT_TRUE(accepts_gzip("x-gzip"));
    EXPECT_TRUE(accepts_gzip(",gzip,"));
    EXPECT_FALSE(accepts_gzip("br"));
    EXPECT_FALSE(accepts_gzip("gzipped"));
}

TEST(AcceptEncodingTest, NothingSaidIsNotAcceptance) {
    EXPECT_FALSE(accepts_gzip(""));
    EXPECT_FALSE(accepts_gzip(" , "));
}

TEST(AcceptEncodingTest, AWeightOfZeroRefuses) {
    EXPECT_FALSE(accepts_gzip("gzip;q=0"));
    EXPECT_FALSE(accepts_gzip("gzip;q=0.000, *"));
    EXPECT_TRUE(accepts_gzip("gzip;q=0.001"));
}

TEST(AcceptEncodingTest, AStarStandsForWhatIsNotNamed) {
    EXPECT_TRUE(accepts_gzip("*"));
    EXPECT_FALSE(accepts_gzip("*;q=0"));
    EXPECT_TRUE(accepts_gzip("*;q=0, gzip"));
}

TEST(AcceptEncodingTest, AnIdentityThatIsLikedBetterWins) {
    EXPECT_FALSE(accepts_gzip("gzip;q=0.5, identity"));
    EXPECT_TRUE(accepts_gzip("gzip, identity;q=0.5"));
    EXPECT_TRUE(accepts_gzip("gzip;q=0.5, identity;q=0"));
    EXPECT_TRUE(accepts_gzip("gzip;q=0.5, identity;q=0.5"));
    EXPECT_FALSE(accepts_gzip("identity;q=0"));
}

TEST(AcceptEncodingTest, WhatCannotBeReadIsNoAcceptance) {
    EXPECT_FALSE(accepts_gzip("gzip;q=2"));
    EXPECT_FALSE(accepts_gzip("gzip;q=1.001"));
    EXPECT_FALSE(accepts_gzip("gzip;q=0.1234"));
    EXPECT_FALSE(accepts_gzip("gzip;q="));
    EXPECT_FALSE(accepts_gzip("gzip;level=1"));
}

}  // namespace
}  // namespace sark::http
