#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>

namespace sark::bench {

/// How a host disturbs one round after another: what it adds to the logarithm of a latency.
enum class HostModel : std::uint8_t { quiet, bursts, drift, correlated };
inline constexpr HostModel host_models[] = {HostModel::quiet, HostModel::bursts, HostModel::drift,
                                            HostModel::correlated};

[[nodiscard]] constexpr std::string_view name_of(HostModel model) {
    switch (model) {
        case HostModel::quiet:
            return "quiet";
        case HostModel::bursts:
            return "bursts";
        case HostModel::drift:
            return "drift";
        case HostModel::correlated:
            return "AR(1)";
    }
    return "";
}

/// A simulated host, round by round.
class NoisyHost {
 public:
    NoisyHost(HostModel model, std::uint64_t seed) : model_(model), random_(seed) {}

    /// The disturbance of the next round.
    double next() {
        ++round_;
        double level = 0.03 * normal_(random_);
        switch (model_) {
            case HostModel::quiet:
                break;
            case HostModel::bursts:
                // A neighbour arrives every ten rounds or so, stays for two, and takes 20 to 200 %.
                if (burst_left_ == 0 && unit_(random_) < 0.1) {
                    burst_left_ = 1 + static_cast<int>(unit_(random_) * 3.0);
                    burst_ = std::log(1.2 + 1.8 * unit_(random_));
                }
                if (burst_left_ > 0) {
                    --burst_left_;
                    level += burst_;
                }
                break;
            case HostModel::drift:
                // 0.2 % a round upwards (a filling table) and a slow wave (a daily job).
                level += 0.002 * round_ + 0.1 * std::sin(round_ / 9.0);
                break;
            case HostModel::correlated:
                correlated_ = 0.9 * correlated_ + 0.05 * normal_(random_);
                level += correlated_;
                break;
        }
        return level;
    }
    /// A fair coin, for the order of a block.
    bool coin() { return unit_(random_) < 0.5; }

 private:
    HostModel model_;
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_{0.0, 1.0};
    std::uniform_real_distribution<double> unit_{0.0, 1.0};
    double round_ = 0.0;
    double correlated_ = 0.0;
    double burst_ = 0.0;
    int burst_left_ = 0;
};

}  // namespace sark::bench
