// What `sark-bench serve` does, with the arguments and variables that ManagedApi passes.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <unistd.h>

#include "core/http/api_server.hpp"
#include "core/reference_core.hpp"

int main(int argc, char** argv) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value != nullptr ? value : "");
    };
    sark::CoreOptions options;
    options.dsn = variable("SARK_BENCH_DSN");
    options.audit_dsn = variable("SARK_BENCH_AUDIT_DSN");
    options.redis = variable("SARK_BENCH_REDIS");
    options.redis_password = variable("SARK_BENCH_REDIS_PASSWORD");
    options.audit_pool.pool_size = 10;
    options.audit_pool.max_overflow = 5;
    sark::ApiServerOptions serve;
    for (int i = 1; i + 1 < argc; ++i) {
        if (argv[i] == std::string("--threads"))
            serve.threads = static_cast<unsigned>(std::atoi(argv[i + 1]));
        if (argv[i] == std::string("--pool-size"))
            options.pool.pool_size = static_cast<unsigned>(std::atoi(argv[i + 1]));
    }
    auto core = sark::ReferenceCore::open(options);
    if (!core) {
        std::fprintf(stderr, "%s\n", sark::describe(core.error()).c_str());
        return 100;
    }
    auto server = sark::ApiServer::start(**core, serve);
    if (!server) {
        std::fprintf(stderr, "%s\n", sark::describe(server.error()).c_str());
        return 100;
    }
    std::printf("listening on http://127.0.0.1:%d\n", (*server)->port());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ends, &signal);
    return 0;
}
