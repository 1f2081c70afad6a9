#include "core/gzip/gzip.hpp"

#include <zlib.h>

namespace sark {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way to ask for a gzip header
constexpr int memory_level = 8;

}  // namespace

std::optional<std::string> gzip_if_smaller(std::string_view text, std::size_t smallest, int level) {
    if (text.size() < smallest)
        return std::nullopt;
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return std::nullopt;
    std::string packed(text.size(), '\0');  // what does not fit is not smaller
    std::string input(text);                // zlib's input is not const
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int ended = deflate(&stream, Z_FINISH);
    packed.resize(static_cast<std::size_t>(stream.total_out));
    deflateEnd(&stream);
    if (ended != Z_STREAM_END || packed.size() >= text.size())
        return std::nullopt;
    return packed;
}

}  // namespace sark
