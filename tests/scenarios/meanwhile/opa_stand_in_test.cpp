#include "scenarios/environment/opa_stand_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/opa/opa_client.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

/// The reference core's own client before a stand-in.
class OpaStandInTest : public testing::Test {
 protected:
    /// The client's own patience of a second is shorter than a machine may stand still.
    static OpaOptions patient() {
        OpaOptions options;
        options.timeout = seconds(50);
        return options;
    }
    void start(OpaOptions options = patient()) {
        auto started = OpaStandIn::start(Nanos{0});
        ASSERT_TRUE(started) << describe(started.error());
        opa_ = *std::move(started);
        options.url = opa_->url();
        auto made = OpaClient::create(options);
        ASSERT_TRUE(made) << describe(made.error());
        client_ = *std::move(made);
    }
    PolicyDecision ask() { return client_->evaluate({}); }

    std::unique_ptr<OpaStandIn> opa_;
    std::unique_ptr<OpaClient> client_;
};

TEST_F(OpaStandInTest, AllowsWhateverItIsAsked) {
    start();
    for (int i = 0; i < 3; ++i) {
        const PolicyDecision decision = ask();
        EXPECT_TRUE(decision.allow);
        EXPECT_FALSE(decision.error);
    }
}

TEST_F(OpaStandInTest, FailsAndIsWellAgain) {
    start();
    opa_->behave(OpaStandIn::Mood::failing, Nanos{0});
    EXPECT_THAT(ask().reason, HasSubstr("OPA answered 500"));
    opa_->behave(OpaStandIn::Mood::well, Nanos{0});
    EXPECT_TRUE(ask().allow);
}

TEST_F(OpaStandInTest, IsGoneAndComesBack) {
    start();
    EXPECT_TRUE(ask().allow);
    opa_->behave(OpaStandIn::Mood::gone, Nanos{0});
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(ask().error);
    opa_->behave(OpaStandIn::Mood::well, Nanos{0});
    EXPECT_TRUE(ask().allow);
}

TEST_F(OpaStandInTest, ASlowOneOutlastsItsClientsPatience) {
    OpaOptions options;
    options.timeout = milliseconds(20);
    start(options);
    opa_->behave(OpaStandIn::Mood::well, seconds(60));
    const PolicyDecision decision = ask();
    EXPECT_TRUE(decision.error);
    EXPECT_FALSE(decision.allow);
}

TEST_F(OpaStandInTest, TheBreakerKeepsItsClientFromOneThatFails) {
    OpaOptions options = patient();
    options.breaker.emplace();
    start(options);
    opa_->behave(OpaStandIn::Mood::failing, Nanos{0});
    for (int i = 0; i < 5; ++i) EXPECT_THAT(ask().reason, HasSubstr("OPA answered 500"));
    EXPECT_THAT(ask().reason, HasSubstr("circuit breaker is open"));
    EXPECT_TRUE(ask().error);
    opa_->behave(OpaStandIn::Mood::well, Nanos{0});
    EXPECT_TRUE(ask().error) << "asked before its time";
    EXPECT_EQ(client_->breaker_stats()->opened, 1U);
    EXPECT_EQ(client_->breaker_stats()->refused, 3U);
}

TEST_F(OpaStandInTest, AClientMayHaveAConnectionForEachQuestion) {
    OpaOptions options = patient();
    options.pooled = false;
    start(options);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(ask().allow);
}

TEST_F(OpaStandInTest, WithoutABreakerThereIsNothingToTell) {
    start();
    EXPECT_FALSE(client_->breaker_stats());
}

}  // namespace
}  // namespace sark::scenarios
