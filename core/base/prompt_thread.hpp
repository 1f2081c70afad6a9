#pragma once

namespace sark {

/// Asks the kernel to wake the calling thread as soon as its waits end: a timer slack of 1 ns
/// instead of 50 us and, where the scheduler takes one (EEVDF, Linux 6.12 and later), a time slice
/// of 0.1 ms, which lets it run soon after it woke beside threads that keep the cores busy. Needs
/// no privilege, keeps policy and nice value, and does nothing where the kernel refuses.
void make_this_thread_prompt() noexcept;

}  // namespace sark
