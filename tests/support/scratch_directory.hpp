#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace sark::test {

/// A new directory for one test, removed with all that is in it. Nobody but the owner may enter it.
class ScratchDirectory {
 public:
    enum class Place : std::uint8_t {
        disk,    ///< Where temporary files go.
        memory,  ///< /dev/shm where there is one: for tests that write a lot and ask no disk.
    };

    explicit ScratchDirectory(Place place = Place::disk) {
        const bool memory = place == Place::memory && access("/dev/shm", W_OK) == 0;
        const std::filesystem::path parent =
            memory ? "/dev/shm" : std::filesystem::temp_directory_path();
        std::string name = (parent / "sark-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            std::abort();
        path_ = name;
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    ~ScratchDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    /// Services may run as another user than the test.
    void let_everybody_in() const {
        if (chmod(path_.c_str(), 0777) != 0)
            std::abort();
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

}  // namespace sark::test
