#include "workloads/drivers/postgres_wire.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

CauseText told_of(const std::string& message) {
    CauseText why;
    explain_connect_failure(message.c_str(), why);
    return why;
}

TEST(PostgresWireTest, AServersRefusalIsToldByItsSqlstate) {
    const CauseText why = told_of(
        "connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL:  53300: sorry, too "
        "many clients already\nLOCATION:  InitProcess, proc.c:359\n");
    EXPECT_EQ(why.kind.view(), "SQLSTATE 53300");
    EXPECT_EQ(why.example.view(), "sorry, too many clients already");
}

TEST(PostgresWireTest, WhatKeepsFromConnectingIsToldWithoutTheServersName) {
    EXPECT_EQ(told_of("connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n"
                      "\tIs the server running on that host and accepting TCP/IP connections?\n")
                  .kind.view(),
              "Connection refused");
    EXPECT_EQ(told_of("connection to server on socket \"/x/.s.PGSQL.5432\" failed: No such file or "
                      "directory\n\tIs the server running locally?\n")
                  .kind.view(),
              "No such file or directory");
}

TEST(PostgresWireTest, OfSeveralAddressesTheLastIsTold) {
    EXPECT_EQ(told_of("connection to server at \"a\", port 1 failed: Connection refused\n"
                      "connection to server at \"b\", port 1 failed: FATAL:  57P03: the database "
                      "system is starting up\n")
                  .kind.view(),
              "SQLSTATE 57P03");
}

TEST(PostgresWireTest, AMessageOfAnotherFormIsToldAsItIs) {
    EXPECT_EQ(told_of("out of memory\n").kind.view(), "out of memory");
    EXPECT_EQ(told_of("no state:  x").kind.view(), "no state:  x");
    EXPECT_EQ(told_of("no state:  told of").kind.view(), "no state:  told of");
    EXPECT_EQ(told_of("").kind.view(), "connection lost");
}

}  // namespace
}  // namespace sark::workloads
