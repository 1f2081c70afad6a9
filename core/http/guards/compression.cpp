#include "core/http/guards/compression.hpp"

#include <utility>

#include "core/gzip/gzip.hpp"
#include "core/http/guards/accept_encoding.hpp"

namespace sark::http {
namespace {

constexpr std::size_t smallest = 1'001;  // "more than 1,000"
// Time matters more here than the last few per cent.
constexpr int level = 4;

}  // namespace

Answer Compression::answer(Request& request, const Rest& rest) {
    Answer answer = rest.answer(request);
    if (answer.body.size() < smallest || answer.header("Content-Encoding"))
        return answer;
    // Also to who gets it as it is: the other form exists.
    answer.headers.emplace_back("Vary", "Accept-Encoding");
    if (!accepts_gzip(request.header("Accept-Encoding").value_or("")))
        return answer;
    if (auto packed = gzip_if_smaller(answer.body, smallest, level)) {
        answer.body = *std::move(packed);
        answer.headers.emplace_back("Content-Encoding", "gzip");
    }
    return answer;
}

}  // namespace sark::http
