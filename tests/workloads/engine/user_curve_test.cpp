#include "workloads/arrivals/user_curve.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

ClosedArrivals curve(unsigned start, std::vector<UserStage> stages) {
    ClosedArrivals arrivals;
    arrivals.start_users = start;
    arrivals.stages = std::move(stages);
    for (const UserStage& stage : arrivals.stages) arrivals.duration += stage.duration;
    return arrivals;
}

/// The height of the curve just behind an offset, piece by piece.
double height(const ClosedArrivals& arrivals, Nanos offset) {
    double from = arrivals.start_users;
    for (const UserStage& stage : arrivals.stages) {
        if (offset < stage.duration)
            return from +
                   (stage.target_users - from) * (to_seconds(offset) / to_seconds(stage.duration));
        offset -= stage.duration;
        from = stage.target_users;
    }
    return -1.0;
}

TEST(UserCurveTest, AgreesWithTheCurveSampledEverywhere) {
    const ClosedArrivals curves[] = {
        curve(0, {{10s, 7}, {5s, 7}, {10s, 0}}),
        curve(3, {{3s, 9}, {0s, 2}, {4s, 2}, {0s, 8}, {3s, 1}, {5s, 6}}),
        curve(5, {{0s, 0}, {2s, 0}, {7s, 4}, {1s, 4}, {0s, 10}, {3s, 0}}),
    };
    for (const ClosedArrivals& arrivals : curves) {
        const UserCurve users(arrivals, 0s);
        for (std::size_t user = 0; user < 10; ++user) {
            for (Nanos at{1us}; at < arrivals.duration; at += 1037us) {
                const double users_now = height(arrivals, at);
                // A sample at a crossing itself may fall to either side by rounding.
                if (std::abs(users_now - static_cast<double>(user)) < 1e-5)
                    continue;
                const bool active = users.active_from(user, at) == at;
                ASSERT_EQ(active, users_now > static_cast<double>(user))
                    << "user " << user << " at " << to_seconds(at);
            }
        }
    }
}

TEST(UserCurveTest, UsersComeAndGoOneByOne) {
    const UserCurve users(curve(0, {{10s, 10}, {10s, 0}}), 0s);
    for (std::size_t user = 0; user < 10; ++user) {
        const Nanos from = std::chrono::seconds(user);
        EXPECT_EQ(users.active_from(user, 0s), from);
        EXPECT_EQ(users.active_from(user, 20s - from - 1ns), 20s - from - 1ns);
        EXPECT_FALSE(users.active_from(user, 20s - from));
    }
    EXPECT_FALSE(users.active_from(10, 0s));
}

TEST(UserCurveTest, TheWarmUpIsAtTheFirstNumber) {
    const UserCurve users(curve(2, {{10s, 4}}), 5s);
    EXPECT_EQ(users.active_from(1, 0s), 0s);
    EXPECT_EQ(users.active_from(2, 0s), 5s);
    EXPECT_EQ(users.active_from(3, 0s), 10s);
}

TEST(UserCurveTest, WithoutStagesEverybodyIsAlwaysActive) {
    const UserCurve users(ClosedArrivals{10s}, 5s);
    EXPECT_EQ(users.active_from(9'999, 0s), 0s);
    EXPECT_EQ(users.active_from(0, 100h), 100h);
}

TEST(UserCurveTest, ACurveThatStaysAtZeroHasNobody) {
    const UserCurve users(curve(0, {{10s, 0}, {0s, 5}}), 1s);
    EXPECT_FALSE(users.active_from(0, 0s));
}

}  // namespace
}  // namespace sark::workloads
