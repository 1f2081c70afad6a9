#include "core/base/waiting.hpp"

namespace sark {

namespace {

// Per thread: what waits is many calls below what listens, in parts that know nothing of it.
thread_local WaitListener* listener_of_this_thread = nullptr;

}  // namespace

void about_to_wait() noexcept {
    if (listener_of_this_thread != nullptr)
        listener_of_this_thread->about_to_wait();
}

ListeningForWaits::ListeningForWaits(WaitListener& listener) noexcept {
    listener_of_this_thread = &listener;
}

ListeningForWaits::~ListeningForWaits() {
    listener_of_this_thread = nullptr;
}

}  // namespace sark
