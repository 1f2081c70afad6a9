#include "tests/integration/registry/test_database.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace sark::test {
namespace {

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::abort();
}

postgres::Rows must(Result<postgres::Rows> result) {
    if (!result)
        give_up(describe(result.error()));
    return std::move(*result);
}

}  // namespace

std::string dsn() {
    const char* value = std::getenv("SARK_TEST_DSN");
    if (value == nullptr)
        give_up("SARK_TEST_DSN is not set: run by tests/support/with-services");
    return value;
}

std::unique_ptr<postgres::Session> connect() {
    auto session = postgres::Session::open(dsn());
    if (!session)
        give_up(describe(session.error()));
    return std::move(*session);
}

void recreate(const std::string& system) {
    const auto session = connect();
    must(session->execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS " + system +
                          " CASCADE"));
    std::vector<std::filesystem::path> steps;
    for (const auto& file :
         std::filesystem::directory_iterator(std::filesystem::path(SARK_MIGRATIONS_DIR) / system))
        if (file.path().string().ends_with(".up.sql"))
            steps.push_back(file.path());
    std::sort(steps.begin(), steps.end());
    for (const auto& path : steps) {
        std::ostringstream sql;
        sql << std::ifstream(path).rdbuf();
        if (!sql.str().starts_with("-- requires:") && !sql.str().starts_with("-- no-transaction"))
            must(session->execute(sql.str()));
    }
}

std::string scalar(const std::string& sql) {
    return must(connect()->execute(sql)).rows.at(0).at(0).value_or("NULL");
}

void kill_backend(int pid) {
    const std::string text = std::to_string(pid);
    must(connect()->execute("SELECT pg_terminate_backend($1::int, 60000)", {text}));
}

}  // namespace sark::test
