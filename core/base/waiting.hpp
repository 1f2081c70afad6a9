#pragma once

namespace sark {

/// Learns that its thread is about to wait. For whoever runs work on few threads and wants another
/// to go on meanwhile.
class WaitListener {
 public:
    /// May be called many times during one piece of work, also when the wait turns out short.
    virtual void about_to_wait() noexcept = 0;

 protected:
    ~WaitListener() = default;
};

/// Tells the listener of this thread, if it has one, that the thread is about to wait for something
/// other than a lock that is held for moments: an answer over a connection, a disk, another thread.
void about_to_wait() noexcept;

/// Makes `listener` the one of this thread for as long as this object lives.
class ListeningForWaits {
 public:
    explicit ListeningForWaits(WaitListener& listener) noexcept;
    ~ListeningForWaits();
    ListeningForWaits(const ListeningForWaits&) = delete;
    ListeningForWaits& operator=(const ListeningForWaits&) = delete;
};

}  // namespace sark
