#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/metrics/metrics.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark {
namespace {

struct Bucket {
    double upper_s = 0.0;
    double at_most = 0.0;  ///< Cumulative, as Prometheus exposes it.
};

/// The buckets of one route, as a scrape would read them.
std::vector<Bucket> exposed_buckets(const Metrics& metrics) {
    std::vector<Bucket> buckets;
    std::istringstream in(metrics.render({}));
    for (std::string line; std::getline(in, line);) {
        const std::size_t le = line.find("le=\"");
        if (!line.starts_with("sark_http_request_duration_seconds_bucket{") || le == line.npos)
            continue;
        const std::string limit = line.substr(le + 4, line.find('"', le + 4) - le - 4);
        buckets.push_back({limit == "+Inf" ? INFINITY : std::strtod(limit.c_str(), nullptr),
                           std::strtod(line.substr(line.rfind(' ')).c_str(), nullptr)});
    }
    std::ranges::sort(buckets, {}, &Bucket::upper_s);
    return buckets;
}

/// Prometheus' histogram_quantile(): linear within the bucket that holds the rank, and the last
/// finite limit above all of them.
double histogram_quantile(double q, const std::vector<Bucket>& buckets) {
    const double rank = q * buckets.back().at_most;
    std::size_t i = 0;
    while (i + 1 < buckets.size() && buckets[i].at_most < rank) ++i;
    if (std::isinf(buckets[i].upper_s))
        return buckets[i - 1].upper_s;
    const double low = i == 0 ? 0.0 : buckets[i - 1].upper_s;
    const double before = i == 0 ? 0.0 : buckets[i - 1].at_most;
    return low + (buckets[i].upper_s - low) * (rank - before) / (buckets[i].at_most - before);
}

/// The p95 in seconds of the same latencies, from a route's buckets and from the recorder.
struct Told {
    double by_buckets = 0.0;
    double by_recorder = 0.0;
};

Told p95_of(const std::vector<Nanos>& latencies) {
    Metrics metrics;
    Metrics::Route& route = metrics.route("GET", "/x");
    workloads::Histogram recorder;
    for (const Nanos latency : latencies) {
        route.observe(200, latency);
        recorder.record(latency);
    }
    return {histogram_quantile(0.95, exposed_buckets(metrics)),
            to_seconds(*recorder.quantile(0.95))};
}

TEST(BucketErrorTest, AFastApiLooksThreeTimesAsSlowToItsBuckets) {
    const Told told = p95_of(std::vector<Nanos>(1000, std::chrono::milliseconds(3)));
    EXPECT_NEAR(told.by_buckets, 0.0095, 1e-9);
    EXPECT_NEAR(told.by_recorder, 0.003, 0.003 * 0.001);
}

TEST(BucketErrorTest, AnAnswerBeyondTheLastBucketLooksAsQuickAsItsLimit) {
    const Told told = p95_of(std::vector<Nanos>(1000, std::chrono::seconds(60)));
    EXPECT_NEAR(told.by_buckets, 5.0, 1e-9);
    EXPECT_NEAR(told.by_recorder, 60.0, 60.0 * 0.001);
}

TEST(BucketErrorTest, OneBucketHidesAnSlaThatIsMissed) {
    // The slow tenth is at 240 ms; the SLA of 200 ms is missed, and the buckets say 175 ms.
    std::vector<Nanos> latencies(900, std::chrono::milliseconds(60));
    latencies.resize(1000, std::chrono::milliseconds(240));
    const Told told = p95_of(latencies);
    EXPECT_NEAR(told.by_buckets, 0.175, 1e-9);
    EXPECT_NEAR(told.by_recorder, 0.240, 0.240 * 0.001);
}

}  // namespace
}  // namespace sark
