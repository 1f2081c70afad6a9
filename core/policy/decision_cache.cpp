#include "core/policy/decision_cache.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <string>

// A slot is a sequence lock over atomic words: odd version, words, even version. A reader loads the
// version, the words and the version again; the same even version means that the words belong
// together. Words are stored with release and loaded with acquire, which is free on x86 and makes
// the second look at the version ordered behind them without a fence. Slots hang in chains below
// the heads of their shard; a reader who walks into a slot that is being reused may end up in
// another chain and find nothing, which is why a miss is looked for again under the lock.

namespace sark {

namespace {

using Word = std::atomic<std::uint64_t>;

constexpr std::size_t entries_per_shard = 64;
constexpr std::size_t text_words = 80;
constexpr std::uint32_t nowhere = 0;  // slots are counted from 1
constexpr std::int64_t uses_per_life = 100;

std::int64_t nanos(TimePoint time) noexcept {
    return time.time_since_epoch().count();
}
std::uint64_t as_word(std::int64_t value) noexcept {
    return static_cast<std::uint64_t>(value);
}

constexpr std::size_t words_of(std::size_t bytes) noexcept {
    return (bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
}

}  // namespace

class DecisionCache::Shard {
 public:
    explicit Shard(std::size_t capacity) : capacity_(capacity) {}

    std::optional<Hit> get(const PackedKey& key, const DecisionStamp& stamp, TimePoint now) {
        if (auto hit = find(key, stamp, now))
            return hit;
        const std::lock_guard lock(mutex_);
        return used_slots_ == 0 ? std::nullopt : find(key, stamp, now);
    }

    void put(const PackedKey& key, const DecisionStamp& stamp, const PolicyDecision& decision,
             const Life& life, TimePoint now) {
        const std::size_t needed =
            key.words().size() + words_of(decision.reason.size() + decision.policy.size());
        const std::lock_guard lock(mutex_);
        std::uint32_t place = place_of(key);
        if (needed > text_words || life.expires <= now) {
            if (place != nowhere)
                end(place);
            return;
        }
        if (place == nowhere) {
            place = free_place(now);
            link(place, key.hash());
        }
        write(slot(place), key, stamp, decision, life, now);
        ends_[place - 1] = nanos(life.expires);
        last_used_[place - 1].store(as_word(nanos(now)), std::memory_order_relaxed);
    }

    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return used_slots_;
    }

 private:
    struct Slot {
        std::atomic<std::uint32_t> version{0};
        std::atomic<std::uint32_t> next{nowhere};
        Word hash{0};
        Word expires{0};
        Word user{0};
        Word tool{0};
        Word policies{0};
        Word shape{0};  // words of the key, bytes of reason and policy, allow
        std::array<Word, text_words> text{};
        Word use_step{0};
        // Written by a reader, once in a life.
        alignas(64) Word refresh_at{0};
    };

    struct Shape {
        std::size_t key_words, reason_bytes, policy_bytes;
        bool allow;
        [[nodiscard]] std::uint64_t word() const noexcept {
            return key_words << 48U | reason_bytes << 24U | policy_bytes << 8U | (allow ? 1U : 0U);
        }
        static Shape of(std::uint64_t word) noexcept {
            return {word >> 48U & 0xFFU, word >> 24U & 0xFFFFU, word >> 8U & 0xFFFFU,
                    (word & 1U) != 0};
        }
    };

    Slot& slot(std::uint32_t place) { return slots_[place - 1]; }
    std::atomic<std::uint32_t>& head(std::uint64_t hash) { return heads_[hash % heads_.size()]; }

    static bool has_key(const Slot& slot, const Shape& shape, const PackedKey& key) {
        const auto words = key.words();
        if (shape.key_words != words.size())
            return false;
        for (std::size_t i = 0; i < words.size(); ++i)
            if (slot.text[i].load(std::memory_order_acquire) != words[i])
                return false;
        return true;
    }

    std::optional<Hit> find(const PackedKey& key, const DecisionStamp& stamp, TimePoint now) {
        std::uint32_t place = head(key.hash()).load(std::memory_order_acquire);
        for (std::size_t steps = 0; place != nowhere && steps <= capacity_; ++steps) {
            Slot& at = slot(place);
            if (at.hash.load(std::memory_order_acquire) == key.hash())
                if (auto hit = read(place, key, stamp, now))
                    return hit;
            place = at.next.load(std::memory_order_acquire);
        }
        return std::nullopt;
    }

    std::optional<Hit> read(std::uint32_t place, const PackedKey& key, const DecisionStamp& stamp,
                            TimePoint now) {
        Slot& from = slot(place);
        const std::uint32_t version = from.version.load(std::memory_order_acquire);
        if (version % 2 != 0 ||
            static_cast<std::int64_t>(from.expires.load(std::memory_order_acquire)) <= nanos(now))
            return std::nullopt;
        const DecisionStamp made_on{from.user.load(std::memory_order_acquire),
                                    from.tool.load(std::memory_order_acquire),
                                    from.policies.load(std::memory_order_acquire)};
        const Shape shape = Shape::of(from.shape.load(std::memory_order_acquire));
        const std::size_t bytes = shape.reason_bytes + shape.policy_bytes;
        const std::size_t words = words_of(bytes);
        if (made_on != stamp || shape.key_words + words > text_words || !has_key(from, shape, key))
            return std::nullopt;
        std::array<std::uint64_t, text_words> text;
        for (std::size_t i = 0; i < words; ++i)
            text[i] = from.text[shape.key_words + i].load(std::memory_order_acquire);
        if (from.version.load(std::memory_order_relaxed) != version)
            return std::nullopt;
        Hit hit;
        const char* const begin = reinterpret_cast<const char*>(text.data());
        hit.decision.allow = shape.allow;
        hit.decision.reason.assign(begin, shape.reason_bytes);
        hit.decision.policy.assign(begin + shape.reason_bytes, shape.policy_bytes);
        hit.refresh = note_use(place, now);
        return hit;
    }

    /// True when this caller is the one who should refresh the entry.
    bool note_use(std::uint32_t place, TimePoint now) {
        Slot& used = slot(place);
        Word& last_used = last_used_[place - 1];
        const std::int64_t at = nanos(now);
        const auto step = static_cast<std::int64_t>(used.use_step.load(std::memory_order_relaxed));
        const auto last = static_cast<std::int64_t>(last_used.load(std::memory_order_relaxed));
        if (at - last >= step && at != last)
            last_used.store(as_word(at), std::memory_order_relaxed);
        std::uint64_t refresh_at = used.refresh_at.load(std::memory_order_relaxed);
        return static_cast<std::int64_t>(refresh_at) <= at &&
               used.refresh_at.compare_exchange_strong(refresh_at, as_word(INT64_MAX),
                                                       std::memory_order_relaxed);
    }

    // The rest needs the lock.

    std::uint32_t place_of(const PackedKey& key) {
        std::uint32_t place = head(key.hash()).load(std::memory_order_relaxed);
        while (place != nowhere &&
               !has_key(slot(place), Shape::of(slot(place).shape.load(std::memory_order_relaxed)),
                        key))
            place = slot(place).next.load(std::memory_order_relaxed);
        return place;
    }

    /// A slot in no chain: one never used, one whose time is over, or the least recently used.
    std::uint32_t free_place(TimePoint now) {
        if (used_slots_ < capacity_)
            return static_cast<std::uint32_t>(++used_slots_);
        std::size_t oldest = 0;
        std::uint64_t oldest_use = UINT64_MAX;
        for (std::size_t i = 0; i < capacity_; ++i) {
            const std::uint64_t use =
                ends_[i] <= nanos(now) ? 0 : last_used_[i].load(std::memory_order_relaxed);
            if (use < oldest_use) {
                oldest = i;
                oldest_use = use;
            }
        }
        const auto place = static_cast<std::uint32_t>(oldest + 1);
        unlink(place);
        return place;
    }

    void end(std::uint32_t place) {
        slot(place).expires.store(0, std::memory_order_release);
        ends_[place - 1] = 0;
    }

    void link(std::uint32_t place, std::uint64_t hash) {
        slot(place).hash.store(hash, std::memory_order_release);
        slot(place).next.store(head(hash).load(std::memory_order_relaxed),
                               std::memory_order_release);
        head(hash).store(place, std::memory_order_release);
    }

    void unlink(std::uint32_t place) {
        auto* link = &head(slot(place).hash.load(std::memory_order_relaxed));
        while (link->load(std::memory_order_relaxed) != place)
            link = &slot(link->load(std::memory_order_relaxed)).next;
        link->store(slot(place).next.load(std::memory_order_relaxed), std::memory_order_release);
    }

    static void write(Slot& to, const PackedKey& key, const DecisionStamp& stamp,
                      const PolicyDecision& decision, const Life& life, TimePoint now) {
        const std::uint32_t version = to.version.load(std::memory_order_relaxed);
        to.version.store(version + 1, std::memory_order_relaxed);
        const auto set = [](Word& word, std::uint64_t value) {
            word.store(value, std::memory_order_release);
        };
        const auto words = key.words();
        const Shape shape{words.size(), decision.reason.size(), decision.policy.size(),
                          decision.allow};
        std::array<std::uint64_t, text_words> text{};
        char* const begin = reinterpret_cast<char*>(text.data());
        std::memcpy(begin, decision.reason.data(), decision.reason.size());
        std::memcpy(begin + decision.reason.size(), decision.policy.data(), decision.policy.size());
        set(to.expires, as_word(nanos(life.expires)));
        set(to.user, stamp.user);
        set(to.tool, stamp.tool);
        set(to.policies, stamp.policies);
        set(to.shape, shape.word());
        for (std::size_t i = 0; i < words.size(); ++i) set(to.text[i], words[i]);
        for (std::size_t i = 0; i < words_of(shape.reason_bytes + shape.policy_bytes); ++i)
            set(to.text[words.size() + i], text[i]);
        set(to.refresh_at, as_word(nanos(life.refresh_at)));
        set(to.use_step, as_word((nanos(life.expires) - nanos(now)) / uses_per_life));
        to.version.store(version + 2, std::memory_order_release);
    }

    std::mutex mutex_;
    std::size_t capacity_;
    std::size_t used_slots_ = 0;
    std::array<std::atomic<std::uint32_t>, entries_per_shard> heads_{};
    // Of each slot, side by side, because eviction looks at all: when it was last used (written by
    // readers, now and then) and when its time is over.
    std::array<Word, entries_per_shard> last_used_{};
    std::array<std::int64_t, entries_per_shard> ends_{};
    std::array<Slot, entries_per_shard> slots_;
};

DecisionCache::DecisionCache(std::size_t entries) {
    const std::size_t shards = (entries + entries_per_shard - 1) / entries_per_shard;
    for (std::size_t i = 0; i < shards; ++i)
        shards_.push_back(
            std::make_unique<Shard>(entries / shards + (i < entries % shards ? 1 : 0)));
}

DecisionCache::~DecisionCache() = default;

DecisionCache::Shard& DecisionCache::shard_of(std::uint64_t hash) const noexcept {
    // The heads inside a shard go by the low bits.
    return *shards_[(hash >> 32U) % shards_.size()];
}

std::optional<DecisionCache::Hit> DecisionCache::get(const PackedKey& key,
                                                     const DecisionStamp& stamp,
                                                     TimePoint now) const {
    if (shards_.empty() || !key.fits())
        return std::nullopt;
    return shard_of(key.hash()).get(key, stamp, now);
}

void DecisionCache::put(const PackedKey& key, const DecisionStamp& stamp,
                        const PolicyDecision& decision, const Life& life, TimePoint now) {
    if (!shards_.empty() && key.fits())
        shard_of(key.hash()).put(key, stamp, decision, life, now);
}

std::size_t DecisionCache::size() const {
    std::size_t total = 0;
    for (const auto& shard : shards_) total += shard->size();
    return total;
}

std::size_t DecisionCache::bytes() const noexcept {
    return shards_.size() * sizeof(Shard);
}

}  // namespace sark
