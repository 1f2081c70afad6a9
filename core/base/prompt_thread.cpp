#include "core/base/prompt_thread.hpp"

#include <cstdint>

#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sark {
namespace {

/// The kernel's struct sched_attr (sched_setattr(2)), which the C library does not declare.
struct SchedulingAttributes {
    std::uint32_t size = sizeof(SchedulingAttributes);
    std::uint32_t policy = 0;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0;  // of a normal thread: its slice
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
    std::uint32_t utilisation_min = 0;
    std::uint32_t utilisation_max = 0;
};

constexpr std::uint64_t shortest_slice_ns = 100'000;

void shorten_slice() noexcept {
    SchedulingAttributes attributes;
    if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0)
        return;
    if (attributes.policy != SCHED_OTHER)
        return;
    attributes.size = sizeof attributes;
    attributes.runtime_ns = shortest_slice_ns;
    // An older kernel takes the call and ignores the slice: nothing depends on the answer.
    [[maybe_unused]] const long ignored = ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

void make_this_thread_prompt() noexcept {
    // By default the kernel may wake a thread 50 us late to save power.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    shorten_slice();
}

}  // namespace sark
