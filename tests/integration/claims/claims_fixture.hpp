#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "migrations/seeder.hpp"
#include "scenarios/claims/claim_catalog.hpp"
#include "scenarios/claims/claim_measurement.hpp"
#include "test_database.hpp"

namespace sark::scenarios {

/// A seeded copy of everything that claims are about, on few rows, each measured in two blocks.
class ClaimsFixture : public migrations::MigratedDatabase {
 protected:
    void seed_and_connect(const workloads::DatasetSpec& dataset) {
        migrations::SeedOptions seeding;
        seeding.dataset = dataset;
        const auto seeded = migrations::seed(session(), seeding);
        ASSERT_TRUE(seeded) << describe(seeded.error());
        place_.session = &session();
        place_.dsn = dsn();
        place_.dataset = dataset;
        place_.redis_endpoint = std::string("unix:") + std::getenv("SARK_TEST_REDIS");
        auto redis = redis::Client::create({place_.redis_endpoint, "", {}});
        ASSERT_TRUE(redis) << describe(redis.error());
        redis_ = *std::move(redis);
        place_.redis = redis_.get();
        pace_.budget = Nanos{0};
        pace_.round = Nanos{0};
        pace_.blocks_min = 2;
        pace_.blocks_max = 2;
        hooks_.time = &time_;
    }

    Result<ClaimMeasurement> measure(const Claim& claim) {
        return measure_claim(place_, claim, pace_, hooks_);
    }
    static Claim shipped(const std::string& name) {
        return choose_claims(*shipped_claims(), {name})->front();
    }

    ClaimPlace place_;
    std::unique_ptr<redis::Client> redis_;
    SystemTime time_;
    ClaimPace pace_;
    ClaimHooks hooks_;
};

}  // namespace sark::scenarios
