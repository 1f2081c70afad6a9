#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/claims/claims_writer.hpp"

namespace sark::reports {

namespace {

struct ClaimsFile {
    std::string_view name;
    void (*write)(const ClaimsReport&, std::ostream&);
};
constexpr std::array<ClaimsFile, 2> files = {
    {{"claims.json", write_claims_json}, {"claims.md", write_claims_markdown}}};

}  // namespace

Result<std::vector<std::string>> write_claims_files(const ClaimsReport& report,
                                                    const std::string& directory) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        return Error{Errc::io, "cannot make the directory: " + failure.message(), directory,
                     "choose another with --out"};
    std::vector<std::string> written;
    for (const ClaimsFile& file : files) {
        std::ostringstream text;
        file.write(report, text);
        const std::string path = directory + "/" + std::string(file.name);
        if (auto saved = write_atomically(path, text.view()); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
