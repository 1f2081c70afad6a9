#include "core/token/secret_file.hpp"

#include <fstream>

namespace sark {
namespace {

constexpr std::size_t largest = 65'536;

}  // namespace

Result<std::string> read_secret_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(largest + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file && !file.eof())
        return Error{Errc::invalid_argument, "the file with the secret cannot be read",
                     path.string(), "name a file that this user may read"};
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > largest)
        return Error{Errc::invalid_argument, "a secret has at most 65,536 bytes", path.string(),
                     "name a file with nothing but the secret in it"};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty())
        return Error{Errc::invalid_argument, "the file with the secret is empty", path.string(),
                     ""};
    return text;
}

}  // namespace sark
