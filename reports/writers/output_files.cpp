#include "reports/writers/output_files.hpp"

#include <filesystem>
#include <system_error>

#include "reports/writers/atomic_file.hpp"

namespace sark::reports {

Result<std::vector<std::string>> write_output_files(const std::string& directory,
                                                    const std::vector<OutputFile>& files) {
    std::vector<std::string> written;
    for (const OutputFile& file : files) {
        const std::string path = directory + "/" + file.name;
        const auto parent = std::filesystem::path(path).parent_path();
        std::error_code failure;
        std::filesystem::create_directories(parent, failure);
        if (failure)
            return Error{Errc::io, "cannot make the directory: " + failure.message(),
                         parent.string(), "choose another with --out"};
        if (auto saved = write_atomically(path, file.text); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
