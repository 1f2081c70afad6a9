// evidence_cost [--quick] [--control] [--blocks N] [--pairs N] [--seed N]: what collecting the
// evidence of a run costs the server that is measured (docs/measurement.md, "Evidence"). A pair of
// private PostgreSQL servers stays up, one with evidence and one as --no-evidence leaves it, and
// answers a closed loop in short rounds, ABBA or BAAB by a fair coin. Needs a quiet machine to
// itself. Prints Markdown. Exit codes as sark-bench's: 0 every cost is shown to be below 1 %, 99
// not, 100, 104.

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "bench/evidence/paired_rounds.hpp"
#include "bench/evidence/watched_server.hpp"
#include "bench/foreign_cpu.hpp"
#include "reports/exit_code.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::RoundBlock;
using bench::WatchedServer;
using reports::ExitCode;

constexpr double limit = 0.01;
constexpr int blocks_most = 400;  // of a table of signed ranks
constexpr int blocks_least = 6;   // below, no interval is one of 95 %

struct Options {
    int blocks = 125;
    int pairs = 5;         ///< Of servers, started anew: what one start happens to be averages out.
    bool control = false;  ///< Neither server with evidence: what the method itself gets wrong.
    std::uint64_t seed = 1;
};

constexpr const char* usage =
    "usage: evidence_cost [--quick] [--control] [--blocks N] [--pairs N] [--seed N]\n"
    "  --quick     30 blocks on 2 pairs of servers, 3 minutes; otherwise 125 on 5, 12 minutes\n"
    "  --control   neither server with evidence: no cost may be seen\n";

std::optional<Options> parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto number = [&] { return ++i < argc ? std::atoi(argv[i]) : -1; };
        if (word == "--quick") {
            options.blocks = 30;
            options.pairs = 2;
        } else if (word == "--control") {
            options.control = true;
        } else if (word == "--blocks") {
            options.blocks = number();
        } else if (word == "--pairs") {
            options.pairs = number();
        } else if (word == "--seed") {
            options.seed = static_cast<std::uint64_t>(number());
        } else {
            return std::nullopt;
        }
    }
    if (options.blocks < blocks_least || options.blocks > blocks_most || options.pairs < 1 ||
        options.pairs > options.blocks)
        return std::nullopt;
    return options;
}

struct ServerPair {
    std::unique_ptr<WatchedServer> with;
    std::unique_ptr<WatchedServer> without;

    /// Who is started first, and so lies elsewhere in memory, alternates.
    static Result<ServerPair> start(bool evidence, bool with_first) {
        ServerPair pair;
        for (const bool first : {true, false}) {
            const bool is_with = first == with_first;
            auto server = WatchedServer::start(is_with && evidence);
            if (!server)
                return server.error();
            (is_with ? pair.with : pair.without) = *std::move(server);
        }
        return pair;
    }
};

Result<RoundBlock> measure_block(ServerPair& pair, bool without_outside) {
    RoundBlock block;
    std::size_t with = 0;
    std::size_t without = 0;
    for (const bool outside : {true, false, false, true}) {
        const bool is_without = outside == without_outside;
        auto round = (is_without ? pair.without : pair.with)->measure();
        if (!round)
            return round.error();
        (is_without ? block.without[without++] : block.with[with++]) = *std::move(round);
    }
    return block;
}

void print_arms(const ServerPair& pair) {
    fmt::print("| setting | with | without |\n|---|---|---|\n");
    const auto with = pair.with->settings();
    const auto without = pair.without->settings();
    for (std::size_t i = 0; i < with.size(); ++i)
        fmt::print("| {} | {} | {} |\n", with[i].first, with[i].second, without[i].second);
    fmt::print("\n");
}

/// Blocks in rounds of their own pair of servers, the first of each pair unused: it warms them.
Result<std::vector<RoundBlock>> measure(const Options& options) {
    std::vector<RoundBlock> blocks;
    std::mt19937_64 random(options.seed);
    std::bernoulli_distribution coin;
    for (int p = 0; p < options.pairs; ++p) {
        fmt::print(stderr, "  pair {} of {}: starting its servers\n", p + 1, options.pairs);
        auto pair = ServerPair::start(!options.control, p % 2 == 0);
        if (!pair)
            return pair.error();
        if (p == 0)
            print_arms(*pair);
        if (auto warm = measure_block(*pair, coin(random)); !warm)
            return warm.error();
        const auto upto = static_cast<std::size_t>(options.blocks * (p + 1) / options.pairs);
        while (blocks.size() < upto) {
            auto block = measure_block(*pair, coin(random));
            if (!block)
                return block.error();
            blocks.push_back(*std::move(block));
        }
    }
    return blocks;
}

void print_findings(const std::vector<bench::CostFinding>& findings) {
    fmt::print(
        "| statement | figure | with | without | cost | 95 % | below {:.0f} % |\n"
        "|---|---|---:|---:|---:|---:|---|\n",
        100.0 * limit);
    for (const bench::CostFinding& one : findings)
        fmt::print("| {} | {} | {:.2f} | {:.2f} | {:+.2f} % | {:+.2f} to {:+.2f} % | {} |\n",
                   one.statement, one.figure, one.with, one.without, 100.0 * one.share,
                   100.0 * one.low, 100.0 * one.high, one.below(limit) ? "shown" : "not shown");
}

void print_direct(const std::vector<RoundBlock>& blocks,
                  const std::vector<bench::LoopStatement>& statements) {
    fmt::print(
        "\n| statement | the session that is asked: of the server's CPU | per second | "
        "this program's thread, per second |\n|---|---:|---:|---:|\n");
    for (const bench::DirectCost& one : bench::direct_costs(blocks, statements))
        fmt::print("| {} | {:.2f} % | {:.2f} ms | {:.2f} ms |\n", one.statement,
                   100.0 * one.asked_share, one.asked_ms_per_s, one.watching_ms_per_s);
    fmt::print("\nConnecting and the first reading of all counters: {:.1f} ms of CPU, once.\n",
               bench::first_reading_ms(blocks));
}

ExitCode run(const Options& options) {
    const bench::ForeignCpu others;
    const auto began = std::chrono::steady_clock::now();
    const auto blocks = measure(options);
    if (!blocks) {
        fmt::print(stderr, "evidence_cost: error: {}\n", describe(blocks.error()));
        return reports::exit_code_of(blocks.error().code);
    }
    const auto statements = bench::loop_statements();
    const auto findings = bench::cost_findings(*blocks, statements);
    if (!findings) {
        fmt::print(stderr, "evidence_cost: error: a round answered nothing\n");
        return ExitCode::unavailable;
    }
    fmt::print(
        "{}: {} blocks of four rounds on {} pairs of servers, {} clients at full speed, half a "
        "second of each statement a round; {:.0f} s, other programs used {:.2f} cores.\n\n",
        options.control ? "Control (no evidence in either arm)" : "Cost of evidence",
        blocks->size(), options.pairs, WatchedServer::clients,
        to_seconds(std::chrono::steady_clock::now() - began), others.cores());
    print_findings(*findings);
    if (!options.control)
        print_direct(*blocks, statements);
    const bool shown =
        std::ranges::all_of(*findings, [](const auto& one) { return one.below(limit); });
    return shown ? ExitCode::pass : ExitCode::sla_failed;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse(argc, argv);
    if (!options) {
        fmt::print(stderr, "{}", usage);
        return static_cast<int>(ExitCode::bad_usage);
    }
    return static_cast<int>(run(*options));
}
