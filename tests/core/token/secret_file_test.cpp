#include "core/token/secret_file.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/scratch_directory.hpp"

namespace sark {
namespace {

class SecretFileTest : public ::testing::Test {
 protected:
    [[nodiscard]] std::filesystem::path written(const std::string& text) const {
        const auto path = directory_.path() / "secret";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    test::ScratchDirectory directory_;
};

TEST_F(SecretFileTest, TheLineEndIsNotPartOfTheSecret) {
    EXPECT_EQ(*read_secret_file(written("a secret\n")), "a secret");
    EXPECT_EQ(*read_secret_file(written("a secret\r\n")), "a secret");
    EXPECT_EQ(*read_secret_file(written(" two\nlines ")), " two\nlines ");
}

TEST_F(SecretFileTest, WhatHoldsNoSecretIsNamed) {
    const auto path = written("\n");
    EXPECT_EQ(read_secret_file(path).error().where, path.string());
    EXPECT_FALSE(read_secret_file(path.string() + "-missing"));
    EXPECT_FALSE(read_secret_file(directory_.path()));
    EXPECT_FALSE(read_secret_file(written(std::string(65'537, 'x'))));
}

}  // namespace
}  // namespace sark
