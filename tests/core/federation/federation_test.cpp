#include "core/federation/federation.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/core/service/manual_time.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

class FederationTest : public testing::Test {
 protected:
    NodeSource source() {
        NodeSource made;
        made.all = [this]() -> Result<std::vector<FederationNode>> {
            ++readings;
            if (away)
                return Error{Errc::unavailable, "no database", "", ""};
            return nodes;
        };
        made.by_id = [this](const std::string& id) -> Result<FederationNode> {
            ++look_ups;
            const auto found = std::find_if(nodes.begin(), nodes.end(),
                                            [&](const auto& node) { return node.node_id == id; });
            if (found == nodes.end())
                return Error{Errc::not_found, "no such node", "", ""};
            return *found;
        };
        return made;
    }
    /// A call that takes so long and ends so; whether it was made.
    bool call(const std::string& id, Nanos length, bool succeeds = true) {
        bool made = false;
        const auto answer = federation.call(id, [&](const FederationNode&) -> Result<void> {
            made = true;
            time.advance(length);
            return succeeds ? Result<void>() : Error{Errc::timeout, "no answer", "", ""};
        });
        EXPECT_EQ(answer.has_value(), made && succeeds);
        return made;
    }
    void break_down(const std::string& id) {
        for (int i = 0; i < 5; ++i) EXPECT_TRUE(call(id, 0s, false));
    }
    std::string nearest(const std::vector<std::string>& ids = {}) {
        const auto node = federation.nearest(ids);
        return node ? node->node_id : describe(node.error());
    }

    test::ManualTime time;
    std::vector<FederationNode> nodes{{"alpha", "Alpha", "https://alpha", 10},
                                      {"beta", "Beta", "https://beta", 20}};
    bool away = false;
    int readings = 0;
    int look_ups = 0;
    Federation federation{source(), {}, time};
};

TEST_F(FederationTest, NodesComeFromMemory) {
    for (int i = 0; i < 100; ++i) {
        const auto node = federation.find("beta");
        ASSERT_TRUE(node);
        EXPECT_EQ(node->endpoint, "https://beta");
    }
    EXPECT_EQ(readings, 1);
    EXPECT_EQ(look_ups, 0);
}

TEST_F(FederationTest, TheTableIsReadAgainWhenItIsOld) {
    ASSERT_TRUE(federation.find("beta"));
    nodes.pop_back();  // trusted no longer
    time.advance(10s - Nanos(1));
    EXPECT_TRUE(federation.find("beta")) << "up to ten seconds old";
    time.advance(Nanos(1));
    EXPECT_EQ(federation.find("beta").error().code, Errc::not_found);
}

TEST_F(FederationTest, ANodeTrustedAMomentAgoIsFound) {
    ASSERT_TRUE(federation.find("alpha"));
    nodes.push_back({"gamma", "Gamma", "https://gamma", 1});
    EXPECT_TRUE(federation.find("gamma"));
    EXPECT_TRUE(federation.find("gamma"));
    EXPECT_EQ(look_ups, 1) << "it is in the table then";
    EXPECT_EQ(federation.find("delta").error().code, Errc::not_found);
    EXPECT_EQ(federation.stats().look_ups, 2U);
}

TEST_F(FederationTest, WithoutTheSourceTheTableIsUsedUntilItIsTooOld) {
    ASSERT_TRUE(federation.find("alpha"));
    away = true;
    time.advance(60s - Nanos(1));
    EXPECT_TRUE(federation.find("alpha"));
    EXPECT_EQ(federation.stats().failures, 1U);
    time.advance(Nanos(1));
    const auto node = federation.find("alpha");
    ASSERT_FALSE(node);
    EXPECT_EQ(node.error().code, Errc::unavailable);
    away = false;
    time.advance(1s);
    EXPECT_TRUE(federation.find("alpha"));
}

TEST_F(FederationTest, ASourceThatIsAwayIsNotAskedByEveryCaller) {
    away = true;
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(federation.find("alpha").error().code, Errc::unavailable);
    EXPECT_EQ(readings, 1);
    time.advance(1s);
    EXPECT_FALSE(federation.find("alpha"));
    EXPECT_EQ(readings, 2);
}

TEST_F(FederationTest, TheNearestIsTheOneOfLowestLatency) {
    EXPECT_EQ(nearest(), "alpha") << "none was called: the first";
    call("alpha", 30ms);
    EXPECT_EQ(nearest(), "beta") << "its latency is to become known";
    call("beta", 20ms);
    EXPECT_EQ(nearest(), "beta");
    for (int i = 0; i < 20; ++i) call("beta", 80ms);
    EXPECT_EQ(nearest(), "alpha") << "it has become slow";
    EXPECT_EQ(nearest({"beta", "nobody"}), "beta");
}

TEST_F(FederationTest, ANodeWhoseBreakerIsOpenIsPassedOver) {
    call("beta", 50ms);
    break_down("alpha");
    EXPECT_EQ(nearest(), "beta");
    EXPECT_FALSE(call("alpha", 0s)) << "it is not even tried";
    time.advance(60s);
    EXPECT_EQ(nearest(), "alpha") << "half open: the next call probes it";
    EXPECT_TRUE(call("alpha", 1ms));
    EXPECT_TRUE(call("alpha", 1ms));
    EXPECT_EQ(federation.states()[0].breaker.state, CircuitState::closed);
}

TEST_F(FederationTest, WithoutANodeToCallItSaysWhy) {
    break_down("alpha");
    break_down("beta");
    EXPECT_EQ(federation.nearest().error().code, Errc::unavailable);
    EXPECT_EQ(federation.stats().open, 2U);
    const std::vector<std::string> unknown{"nobody"};
    EXPECT_EQ(federation.nearest(unknown).error().code, Errc::not_found);
}

TEST_F(FederationTest, ABreakerOutlivesTheNextReadingOfTheTable) {
    break_down("alpha");
    nodes[0].name = "Alpha renamed";
    ASSERT_TRUE(federation.refresh());
    EXPECT_EQ(federation.states()[0].node.name, "Alpha renamed");
    EXPECT_EQ(federation.states()[0].breaker.state, CircuitState::open);
    nodes[0].endpoint = "https://elsewhere";
    ASSERT_TRUE(federation.refresh());
    EXPECT_EQ(federation.states()[0].breaker.state, CircuitState::closed) << "another service";
}

TEST_F(FederationTest, AnUnknownNodeIsNotCalled) {
    EXPECT_FALSE(call("nobody", 0s));
}

TEST_F(FederationTest, AnEmptyFederationHasNoNodes) {
    nodes.clear();
    EXPECT_EQ(federation.find("alpha").error().code, Errc::not_found);
    EXPECT_EQ(federation.nearest().error().code, Errc::not_found);
    EXPECT_TRUE(federation.states().empty());
}

}  // namespace
}  // namespace sark
