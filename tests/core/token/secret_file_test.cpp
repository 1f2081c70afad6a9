#include "core/token/secret_file.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace sark {
namespace {

std::filesystem::path written(const std::string& text) {
    const auto path = std::filesystem::path(::testing::TempDir()) / "sark-secret-file-test";
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

TEST(SecretFileTest, TheLineEndIsNotPartOfTheSecret) {
    EXPECT_EQ(*read_secret_file(written("a secret\n")), "a secret");
    EXPECT_EQ(*read_secret_file(written("a secret\r\n")), "a secret");
    EXPECT_EQ(*read_secret_file(written(" two\nlines ")), " two\nlines ");
}

TEST(SecretFileTest, WhatHoldsNoSecretIsNamed) {
    const auto path = written("\n");
    EXPECT_EQ(read_secret_file(path).error().where, path.string());
    EXPECT_FALSE(read_secret_file(path.string() + "-missing"));
    EXPECT_FALSE(read_secret_file(::testing::TempDir()));
    EXPECT_FALSE(read_secret_file(written(std::string(65'537, 'x'))));
}

}  // namespace
}  // namespace sark
