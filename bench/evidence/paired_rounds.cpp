#include "bench/evidence/paired_rounds.hpp"

#include <cmath>
#include <utility>

#include "reports/comparison/signed_rank.hpp"

namespace sark::bench {

namespace {

constexpr double one_sided = 0.025;

double cpu_per_operation(const StatementRound& round) {
    return round.server_cpu_s / round.operations;
}

double throughput(const StatementRound& round) {
    return round.operations / round.seconds;
}

StatementRound sum(const std::vector<RoundBlock>& blocks,
                   std::array<ServerRound, 2> RoundBlock::*arm, std::size_t statement) {
    StatementRound all;
    for (const RoundBlock& block : blocks) {
        for (const ServerRound& round : block.*arm) {
            const StatementRound& one = round.statements[statement];
            all.operations += one.operations;
            all.seconds += one.seconds;
            all.server_cpu_s += one.server_cpu_s;
            all.asked_cpu_s += one.asked_cpu_s;
            all.watching_cpu_s += one.watching_cpu_s;
        }
    }
    return all;
}

struct Figure {
    std::string_view name;
    double (*of)(const StatementRound&);
    double cost;   ///< 1 where more is a cost, -1 where less is.
    double scale;  ///< From its unit to the one that is shown.
};
constexpr Figure figures[] = {{"CPU per operation, us", cpu_per_operation, 1.0, 1e6},
                              {"throughput, /s", throughput, -1.0, 1.0}};

/// Of each block: the logarithm of the ratio of the arms' geometric means, positive for a cost.
std::vector<double> differences(const std::vector<RoundBlock>& blocks, const Figure& figure,
                                std::size_t statement) {
    std::vector<double> found;
    for (const RoundBlock& block : blocks) {
        double difference = 0.0;
        for (std::size_t i = 0; i < 2; ++i)
            difference += std::log(figure.of(block.with[i].statements[statement]) /
                                   figure.of(block.without[i].statements[statement])) /
                          2.0;
        found.push_back(figure.cost * difference);
    }
    return found;
}

bool all_answered(const std::vector<RoundBlock>& blocks) {
    for (const RoundBlock& block : blocks)
        for (const auto* arm : {&block.with, &block.without})
            for (const ServerRound& round : *arm)
                for (const StatementRound& one : round.statements)
                    if (one.operations <= 0.0 || one.server_cpu_s <= 0.0)
                        return false;
    return true;
}

}  // namespace

std::optional<std::vector<CostFinding>> cost_findings(
    const std::vector<RoundBlock>& blocks, const std::vector<LoopStatement>& statements) {
    if (!all_answered(blocks))
        return std::nullopt;
    const reports::SignedRankTable table(blocks.size());
    std::vector<CostFinding> findings;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const StatementRound with = sum(blocks, &RoundBlock::with, i);
        const StatementRound without = sum(blocks, &RoundBlock::without, i);
        for (const Figure& figure : figures) {
            const std::vector<double> costs = differences(blocks, figure, i);
            const auto centre = reports::pseudo_median(costs);
            const auto interval = reports::centre_interval(table, costs, one_sided);
            if (!centre || !interval)
                return std::nullopt;
            CostFinding finding;
            finding.statement = statements[i].title;
            finding.figure = figure.name;
            finding.with = figure.scale * figure.of(with);
            finding.without = figure.scale * figure.of(without);
            finding.share = std::expm1(*centre);
            finding.low = std::expm1(interval->low);
            finding.high = std::expm1(interval->high);
            findings.push_back(finding);
        }
    }
    return findings;
}

std::vector<DirectCost> direct_costs(const std::vector<RoundBlock>& blocks,
                                     const std::vector<LoopStatement>& statements) {
    std::vector<DirectCost> costs;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const StatementRound with = sum(blocks, &RoundBlock::with, i);
        const StatementRound without = sum(blocks, &RoundBlock::without, i);
        DirectCost cost;
        cost.statement = statements[i].title;
        cost.asked_share = with.asked_cpu_s / with.server_cpu_s;
        cost.asked_ms_per_s = 1e3 * with.asked_cpu_s / with.seconds;
        cost.watching_ms_per_s =
            1e3 * (with.watching_cpu_s / with.seconds - without.watching_cpu_s / without.seconds);
        costs.push_back(cost);
    }
    return costs;
}

double first_reading_ms(const std::vector<RoundBlock>& blocks) {
    double sum_s = 0.0;
    for (const RoundBlock& block : blocks)
        for (const ServerRound& round : block.with) sum_s += round.first_reading_cpu_s;
    return 1e3 * sum_s / (2.0 * static_cast<double>(blocks.size()));
}

}  // namespace sark::bench
