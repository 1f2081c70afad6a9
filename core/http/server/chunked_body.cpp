#include "core/http/server/chunked_body.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace sark::http {

namespace {

constexpr std::size_t line_max = 256;
constexpr std::size_t trailers_max = 4'096;

}  // namespace

void ChunkedBody::begin() {
    body_.clear();
    step_ = Step::size;
    left_ = 0;
    trailer_bytes_ = 0;
}

ChunkedBody::State ChunkedBody::feed(std::string_view& bytes) {
    for (;;) {
        if (step_ == Step::data) {
            const std::size_t taken = std::min(left_, bytes.size());
            body_.append(bytes.substr(0, taken));
            bytes.remove_prefix(taken);
            left_ -= taken;
            if (left_ > 0)
                return State::need_more;
            step_ = Step::end_of_data;
        }
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos)
            return bytes.size() > line_max ? State::malformed : State::need_more;
        if (end == 0 || end > line_max || bytes[end - 1] != '\r')
            return State::malformed;
        const std::string_view line = bytes.substr(0, end - 1);
        bytes.remove_prefix(end + 1);
        if (const State state = on_line(line); state != State::need_more)
            return state;
    }
}

ChunkedBody::State ChunkedBody::on_line(std::string_view line) {
    switch (step_) {
        case Step::size:
            return on_size(line);
        case Step::end_of_data:
            step_ = Step::size;
            return line.empty() ? State::need_more : State::malformed;
        case Step::trailer:
            trailer_bytes_ += line.size();
            if (line.empty())
                return State::complete;
            return trailer_bytes_ > trailers_max ? State::malformed : State::need_more;
        case Step::data:
            break;
    }
    return State::malformed;
}

ChunkedBody::State ChunkedBody::on_size(std::string_view line) {
    const char* const end = line.data() + line.size();
    const auto [last, error] = std::from_chars(line.data(), end, left_, 16);
    if (error == std::errc::result_out_of_range)
        return State::too_large;
    if (error != std::errc() || (last != end && *last != ';'))
        return State::malformed;
    if (left_ > body_max_ - body_.size())
        return State::too_large;
    step_ = left_ == 0 ? Step::trailer : Step::data;
    return State::need_more;
}

}  // namespace sark::http
