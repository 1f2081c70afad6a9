#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace sark::reports {

/// A file of a command's output, by its path in the output's directory.
struct OutputFile {
    std::string name;
    std::string text;
};

/// What `write` makes of `what`, as the file `name`.
template <class What>
[[nodiscard]] OutputFile output_file(std::string_view name,
                                     void (*write)(const What&, std::ostream&), const What& what) {
    std::ostringstream text;
    write(what, text);
    return {std::string(name), std::move(text).str()};
}

/// Writes the files into `directory` in this order, each whole or as it was before; directories are
/// made where they are missing. Errc::io names the file and why (disk full); what was written
/// before it stays. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_output_files(
    const std::string& directory, const std::vector<OutputFile>& files);

}  // namespace sark::reports
