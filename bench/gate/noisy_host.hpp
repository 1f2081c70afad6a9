#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>

namespace sark::bench {

/// How a host disturbs one round after another: what it adds to the logarithm of a latency.
enum class HostModel : std::uint8_t { quiet, bursts, drift, correlated, stolen, stolen_spells };
inline constexpr HostModel host_models[] = {HostModel::quiet,  HostModel::bursts,
                                            HostModel::drift,  HostModel::correlated,
                                            HostModel::stolen, HostModel::stolen_spells};

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
        case HostModel::stolen:
            return "steal";
        case HostModel::stolen_spells:
            return "spells of steal";
    }
    return "";
}

/// Whether the host takes no CPU time from the machine that a run would have to be invalid for.
[[nodiscard]] constexpr bool is_ours(HostModel model) {
    return model != HostModel::stolen && model != HostModel::stolen_spells;
}

/// What the host does to one round.
struct HostRound {
    double disturbance = 0.0;  ///< Added to the logarithm of a latency.
    double steal = 0.0;        ///< Share of the machine's CPU time that the hypervisor takes.
};

/// A simulated host, round by round.
class NoisyHost {
 public:
    NoisyHost(HostModel model, std::uint64_t seed) : model_(model), random_(seed) {}

    HostRound next() {
        ++round_;
        HostRound round{.disturbance = 0.03 * normal_(random_)};
        switch (model_) {
            case HostModel::quiet:
                break;
            case HostModel::bursts:
                // A neighbour arrives every ten rounds or so, stays for two, and takes 20 to 200 %.
                if (in_spell(0.1, 3.0, 1.2, 3.0))
                    round.disturbance += std::log(spell_);
                break;
            case HostModel::drift:
                // 0.2 % a round upwards (a filling table) and a slow wave (a daily job).
                round.disturbance += 0.002 * round_ + 0.1 * std::sin(round_ / 9.0);
                break;
            case HostModel::correlated:
                correlated_ = 0.9 * correlated_ + 0.05 * normal_(random_);
                round.disturbance += correlated_;
                break;
            case HostModel::stolen:
                steal(0.2 + 0.2 * unit_(random_), round);
                break;
            case HostModel::stolen_spells:
                // Every seven rounds or so, for one to ten, 2 to 40 %: some of it too little for a
                // round to be invalid.
                if (in_spell(0.15, 10.0, 0.02, 0.4))
                    steal(spell_, round);
                break;
        }
        return round;
    }

 private:
    /// Whether this round lies in a spell of one to `longest` rounds, as strong as a number from
    /// `low` to `high`.
    bool in_spell(double chance, double longest, double low, double high) {
        if (spell_left_ == 0 && unit_(random_) < chance) {
            spell_left_ = 1 + static_cast<int>(unit_(random_) * longest);
            spell_ = low + (high - low) * unit_(random_);
        }
        if (spell_left_ == 0)
            return false;
        --spell_left_;
        return true;
    }
    /// What is left of the machine takes longer for the same work.
    static void steal(double share, HostRound& round) {
        round.steal = share;
        round.disturbance -= std::log1p(-share);
    }

    HostModel model_;
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_{0.0, 1.0};
    std::uniform_real_distribution<double> unit_{0.0, 1.0};
    double round_ = 0.0;
    double correlated_ = 0.0;
    double spell_ = 0.0;
    int spell_left_ = 0;
};

}  // namespace sark::bench
