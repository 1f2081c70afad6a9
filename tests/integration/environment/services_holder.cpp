// Starts a managed PostgreSQL and Redis below the directory given, prints where they are, and waits
// for the end of its stdin: what a test kills to see that nothing stays behind.

#include <cstdio>
#include <string>

#include <unistd.h>

#include "scenarios/environment/managed_postgres.hpp"
#include "scenarios/environment/managed_redis.hpp"
#include "scenarios/environment/run_directory.hpp"

int main(int argc, char** argv) {
    using namespace sark::scenarios;
    if (argc != 2)
        return 104;
    const auto fail = [](const sark::Error& error) {
        std::printf("error %s\n", sark::describe(error).c_str());
        return 100;
    };
    const auto user = find_service_user();
    if (!user)
        return fail(user.error());
    const auto directory = RunDirectory::create({argv[1]}, *user);
    if (!directory)
        return fail(directory.error());
    const auto postgres_place = directory->make_private("postgres", *user);
    const auto redis_place = directory->make_private("redis", *user);
    if (!postgres_place || !redis_place)
        return 1;
    ManagedPostgresOptions options;
    options.user = *user;
    auto postgres = ManagedPostgres::start(*postgres_place, options);
    if (!postgres)
        return fail(postgres.error());
    auto redis = ManagedRedis::start(*redis_place, *user, {});
    if (!redis)
        return fail(redis.error());
    std::printf("ready %d %d %s\n", (*postgres)->process().pid(), (*redis)->process().pid(),
                directory->path().c_str());
    std::fflush(stdout);
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    return 0;
}
