#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "bench/evidence/watched_server.hpp"

namespace sark::bench {

/// The rounds of one block, in pairs that a drift of the host treats alike: ABBA or BAAB.
struct RoundBlock {
    std::array<ServerRound, 2> with;
    std::array<ServerRound, 2> without;
};

/// What evidence costs by one figure of one statement. Shares are of the arm without.
struct CostFinding {
    std::string_view statement;
    std::string_view figure;
    double with = 0.0;  ///< Over all rounds: microseconds per operation, or operations per second.
    double without = 0.0;
    double share = 0.0;  ///< More of it is a cost: CPU that is added, throughput that is lost.
    double low = 0.0;    ///< 95 %: of the centre of the blocks' paired shares.
    double high = 0.0;

    [[nodiscard]] bool below(double limit) const noexcept { return high < limit; }
};

/// CPU per operation and throughput of every statement. Each block is one difference of logarithms
/// and the interval Wilcoxon's (reports/comparison/signed_rank.hpp), which needs nothing of the
/// host's noise. Absent with fewer than six blocks, which give no such interval, and where a round
/// answered nothing.
[[nodiscard]] std::optional<std::vector<CostFinding>> cost_findings(
    const std::vector<RoundBlock>& blocks, const std::vector<LoopStatement>& statements);

/// CPU time that can be told apart, over the rounds with evidence.
struct DirectCost {
    std::string_view statement;
    double asked_share = 0.0;        ///< The session that is asked, of the server's CPU.
    double asked_ms_per_s = 0.0;     ///< Its CPU time per second.
    double watching_ms_per_s = 0.0;  ///< Of this program's other threads, less what the rounds
                                     ///< without evidence had of them.
};
[[nodiscard]] std::vector<DirectCost> direct_costs(const std::vector<RoundBlock>& blocks,
                                                   const std::vector<LoopStatement>& statements);

/// Mean CPU of the server for a session's connection and first reading, in milliseconds.
[[nodiscard]] double first_reading_ms(const std::vector<RoundBlock>& blocks);

}  // namespace sark::bench
