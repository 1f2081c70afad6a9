#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "core/audit/audit_event.hpp"

namespace sark::test {

/// The event number n: valid, with an id of its own.
inline AuditEvent sample_event(unsigned number) {
    const std::string digits = std::to_string(number);
    AuditEvent event;
    event.event_id = "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
    event.time = UtcTime(std::chrono::seconds(1'790'000'000) + std::chrono::microseconds(number));
    event.event_type = "authorization_allowed";
    event.resource_type = "tool";
    event.resource_id = "tool-" + digits;
    event.action = "tool:invoke";
    event.status = "success";
    event.details_json = R"({"n": )" + digits + "}";
    return event;
}

/// A directory of its own, removed with all that is in it; in memory where there is such a place,
/// since no test asks what a disk costs.
class ScratchDirectory {
 public:
    ScratchDirectory() {
        const bool memory = access("/dev/shm", W_OK) == 0;
        const std::filesystem::path parent =
            memory ? "/dev/shm" : std::filesystem::temp_directory_path();
        std::string pattern = (parent / "spool-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr)
            std::abort();
        path_ = pattern;
    }
    ~ScratchDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

 private:
    std::string path_;
};

}  // namespace sark::test
