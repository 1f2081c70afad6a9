#pragma once

#include <chrono>

#include <poll.h>

#include "core/base/time.hpp"

namespace sark::test {

/// For what will come on a machine as slow as can be; it only ends a test that has failed.
inline constexpr Nanos patience = std::chrono::seconds(120);

/// Waits for a condition that will hold. False: it did not.
template <class Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        ::poll(nullptr, 0, 5);
    }
    return true;
}

}  // namespace sark::test
