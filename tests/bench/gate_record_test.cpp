#include "bench/gate/gate_record.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sark::bench {
namespace {

using reports::Arm;
using reports::PairedRun;

const std::vector<reports::GateMetric> one_metric = {{"p95", 0.0, 0.05}};

struct Session {
    GateSize size;
    PairedRun gate = gate_of(one_metric, size, 1);
    GateRecord record;

    /// A block of four rounds, B slower by e^0.1.
    void add_block(const char* unusable = "") {
        for (int i = 0; i < 4 && gate.next(); ++i) {
            const Arm arm = *gate.next();
            // Rounds scatter, or ranks would be tied.
            const double level = 0.001 * static_cast<double>(record.rounds.size());
            reports::RoundMeasure round{{level + (arm == Arm::b ? 0.1 : 0.0)},
                                        i == 2 ? unusable : ""};
            record.rounds.push_back({arm, round});
            gate.told(round, size.after(record.rounds.size()));
        }
    }
    void add_blocks(std::size_t blocks, const char* unusable = "") {
        for (std::size_t i = 0; i < blocks; ++i) add_block(unusable);
    }
};

TEST(GateRecordTest, ReplaySaysWhatTheGateSaid) {
    Session session;
    session.add_blocks(PairedRun::pilot_blocks + session.size.blocks);
    ASSERT_FALSE(session.gate.next());
    EXPECT_EQ(session.gate.outcome(), PairedRun::Outcome::regressed);
    EXPECT_EQ(replay(session.record, one_metric, session.size), PairedRun::Outcome::regressed);
}

TEST(GateRecordTest, AGateIsLostOnceMostOfItsBlocksAreDiscarded) {
    Session session;
    session.add_blocks(PairedRun::pilot_blocks, "foreign_cpu");
    session.add_blocks(session.size.blocks / 2, "foreign_cpu");
    EXPECT_FALSE(is_lost(session.gate));  // as many may still count
    session.add_block("foreign_cpu");
    EXPECT_TRUE(is_lost(session.gate));
    EXPECT_EQ(replay(session.record, one_metric, session.size), PairedRun::Outcome::invalid);
}

TEST(GateRecordTest, ALostGateIsInvalidWhateverTheBlocksLeftSay) {
    Session session;
    session.add_blocks(PairedRun::pilot_blocks);
    session.add_blocks(session.size.blocks / 2 + 1, "steal");
    ASSERT_TRUE(is_lost(session.gate));
    session.add_blocks(session.size.blocks);
    EXPECT_EQ(session.gate.outcome(), PairedRun::Outcome::invalid);
}

TEST(GateRecordTest, NoGateIsLostInItsPilot) {
    Session session;
    session.add_blocks(PairedRun::pilot_blocks - 1, "foreign_cpu");
    EXPECT_FALSE(is_lost(session.gate));
}

TEST(GateRecordTest, EffectsLeaveDisturbedBlocksOut) {
    Session session;
    session.add_block();
    session.add_block("wake_lag");
    const auto effects = effects_of(session.record);
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_NEAR(effects[0][0].value(), 0.1, 0.003);
}

}  // namespace
}  // namespace sark::bench
