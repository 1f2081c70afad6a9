#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace sark {

/// How often each name was invalidated, in a fixed table: names that share a slot are invalidated
/// together, which costs a look-up and is never wrong. What is cached carries the generation read
/// before its facts were, and is dead once that has moved on, even when it is stored afterwards; so
/// an invalidation visits no entries. Thread-safe.
class Generations {
 public:
    [[nodiscard]] std::uint64_t of(std::string_view name) const noexcept {
        return of_hash(std::hash<std::string_view>{}(name));
    }
    /// `hash` is std::hash of the name, for who has it already.
    [[nodiscard]] std::uint64_t of_hash(std::uint64_t hash) const noexcept {
        return slots_[hash % slot_count].load(std::memory_order_acquire);
    }
    void advance(std::string_view name) noexcept {
        slots_[std::hash<std::string_view>{}(name) % slot_count].fetch_add(
            1, std::memory_order_acq_rel);
    }
    void advance_all() noexcept {
        for (auto& slot : slots_) slot.fetch_add(1, std::memory_order_acq_rel);
    }

 private:
    static constexpr std::size_t slot_count = 4096;
    std::array<std::atomic<std::uint64_t>, slot_count> slots_{};
};

}  // namespace sark
