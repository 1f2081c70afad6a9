#pragma once

#include <string>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// A socket that listens at a loopback port of its own.
class LoopbackListener {
 public:
    LoopbackListener() = default;
    ~LoopbackListener();
    LoopbackListener(const LoopbackListener&) = delete;
    LoopbackListener& operator=(const LoopbackListener&) = delete;

    /// Once. Errc::unavailable when it cannot.
    [[nodiscard]] Result<void> open();
    [[nodiscard]] int fd() const noexcept { return fd_; }
    /// "http://127.0.0.1:PORT"
    [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
    int fd_ = -1;
    std::string url_;
};

}  // namespace sark::scenarios
