#pragma once

#include <cstdint>

/// Linking allocation_counter.cpp replaces operator new, so a test that counts allocations is a
/// program of its own.
namespace sark::test {

struct AllocationCounter {
    static thread_local bool counting;        ///< False at first.
    static thread_local std::uint64_t count;  ///< operator new on this thread while counting.
};

}  // namespace sark::test
