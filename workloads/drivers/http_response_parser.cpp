#include "workloads/drivers/http_response_parser.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "core/http/header_text.hpp"

namespace sark::workloads {
namespace {

/// What the field X-Cache says: HIT or MISS and perhaps more behind it, in any case.
CacheUse parse_cache_use(std::string_view value) noexcept {
    const std::string_view word = value.substr(0, value.find_first_of(" \t,;"));
    if (http::equals_ignoring_case(word, "hit"))
        return CacheUse::hit;
    return http::equals_ignoring_case(word, "miss") ? CacheUse::miss : CacheUse::untold;
}

/// All of `text` as an unsigned number; absent when it is anything else or too large.
std::optional<std::uint64_t> parse_number(std::string_view text, int base) noexcept {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

}  // namespace

HttpResponseParser::HttpResponseParser(std::size_t kept_body_max) : kept_body_max_(kept_body_max) {
    kept_.reserve(std::max(kept_body_max, FailureCause::example_bytes));
    line_.reserve(head_bytes_max);
}

void HttpResponseParser::begin(bool answers_head, std::span<const ExpectedHeader> expected,
                               int expected_status) noexcept {
    answers_head_ = answers_head;
    expected_ = expected;
    expected_status_ = expected_status;
    kept_max_ = kept_body_max_;
    expect_all_headers();
    step_ = Step::status_line;
    line_.clear();
    kept_.clear();
    line_taken_ = keep_alive_ = chunked_ = encoded_otherwise_ = false;
    length_.reset();
    status_ = 0;
    server_timing_.clear();
    cache_use_ = CacheUse::untold;
    head_bytes_ = surplus_ = 0;
    remaining_ = body_bytes_ = 0;
}

void HttpResponseParser::expect_all_headers() noexcept {
    missing_headers_ = static_cast<std::uint32_t>((std::uint64_t{1} << expected_.size()) - 1);
    unlike_ = nullptr;
}

void HttpResponseParser::look_for_expected(std::string_view name, std::string_view value) noexcept {
    for (std::size_t i = 0; i < expected_.size(); ++i) {
        if (!http::equals_ignoring_case(name, expected_[i].name))
            continue;
        if (value == expected_[i].value) {
            missing_headers_ &= ~(std::uint32_t{1} << i);
        } else {
            unlike_ = &expected_[i];
            value_instead_.assign(value);
        }
    }
}

const ExpectedHeader* HttpResponseParser::missing_header() const noexcept {
    if (missing_headers_ == 0)
        return nullptr;
    return &expected_[static_cast<std::size_t>(std::countr_zero(missing_headers_))];
}

std::string_view HttpResponseParser::value_instead() const noexcept {
    return unlike_ != nullptr && unlike_ == missing_header() ? value_instead_.view()
                                                             : std::string_view{};
}

HttpResponseParser::State HttpResponseParser::state() const noexcept {
    if (step_ == Step::done)
        return State::complete;
    return step_ == Step::failed ? State::malformed : State::need_more;
}

HttpResponseParser::State HttpResponseParser::feed(std::string_view bytes) noexcept {
    while (!bytes.empty() && step_ != Step::done && step_ != Step::failed) {
        if (step_ == Step::body_by_length || step_ == Step::body_until_close ||
            step_ == Step::chunk_data) {
            take_body(bytes);
        } else if (const auto line = take_line(bytes)) {
            step_ = on_line(*line);
        }
    }
    surplus_ = bytes.size();
    return state();
}

HttpResponseParser::State HttpResponseParser::end_of_stream() noexcept {
    if (step_ == Step::body_until_close)
        step_ = Step::done;
    else if (step_ != Step::done)
        step_ = Step::failed;
    return state();
}

std::optional<std::string_view> HttpResponseParser::take_line(std::string_view& bytes) noexcept {
    if (line_taken_) {
        line_.clear();
        line_taken_ = false;
    }
    const std::size_t end = bytes.find('\n');
    const std::size_t taken = end == std::string_view::npos ? bytes.size() : end + 1;
    head_bytes_ += taken;
    if (head_bytes_ > head_bytes_max) {
        step_ = Step::failed;
        return std::nullopt;
    }
    std::string_view line = bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (end == std::string_view::npos || !line_.empty()) {
        line_.append(line);
        if (end == std::string_view::npos)
            return std::nullopt;
        line = line_;
        line_taken_ = true;
    }
    line.remove_suffix(1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

void HttpResponseParser::take_body(std::string_view& bytes) noexcept {
    const std::size_t taken = step_ == Step::body_until_close || remaining_ > bytes.size()
                                  ? bytes.size()
                                  : static_cast<std::size_t>(remaining_);
    kept_.append(bytes.substr(0, std::min(taken, kept_max_ - kept_.size())));
    bytes.remove_prefix(taken);
    body_bytes_ += taken;
    if (step_ == Step::body_until_close)
        return;
    remaining_ -= taken;
    if (remaining_ == 0)
        step_ = step_ == Step::body_by_length ? Step::done : Step::chunk_end;
}

HttpResponseParser::Step HttpResponseParser::on_line(std::string_view line) noexcept {
    switch (step_) {
        case Step::status_line:
            return on_status_line(line);
        case Step::header_line:
            return line.empty() ? on_head_end() : on_header(line);
        case Step::chunk_size:
            return on_chunk_size(line);
        case Step::chunk_end:
            // The bound on the head also bounds each line of framing, not all chunks together.
            head_bytes_ = 0;
            return line.empty() ? Step::chunk_size : Step::failed;
        case Step::trailer_line:
            return line.empty() ? Step::done : Step::trailer_line;
        default:
            return Step::failed;
    }
}

HttpResponseParser::Step HttpResponseParser::on_status_line(std::string_view line) noexcept {
    constexpr std::string_view prefix = "HTTP/1.";
    // "HTTP/1.1 200" and then nothing or a blank and any reason.
    if (!line.starts_with(prefix) || line.size() < 12 || line[8] != ' ' ||
        (line.size() > 12 && line[12] != ' '))
        return Step::failed;
    if (line[7] != '0' && line[7] != '1')
        return Step::failed;
    const auto status = parse_number(line.substr(9, 3), 10);
    if (!status || *status < 100)
        return Step::failed;
    status_ = static_cast<int>(*status);
    keep_alive_ = line[7] == '1';
    chunked_ = encoded_otherwise_ = false;
    length_.reset();
    server_timing_.clear();
    cache_use_ = CacheUse::untold;
    return status_ == 101 ? Step::failed : Step::header_line;
}

HttpResponseParser::Step HttpResponseParser::on_header(std::string_view line) noexcept {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return Step::failed;
    const std::string_view name = line.substr(0, colon);
    if (name.find_first_of(" \t") != std::string_view::npos)
        return Step::failed;
    const std::string_view value = http::trimmed(line.substr(colon + 1));
    if (!expected_.empty())
        look_for_expected(name, value);
    return take_field(name, value) ? Step::header_line : Step::failed;
}

bool HttpResponseParser::take_field(std::string_view name, std::string_view value) noexcept {
    if (http::equals_ignoring_case(name, "content-length")) {
        const auto length = parse_number(value, 10);
        if (!length || (length_ && *length_ != *length))
            return false;
        length_ = length;
    } else if (http::equals_ignoring_case(name, "transfer-encoding")) {
        while (!value.empty()) {
            // Only the last coding frames the message.
            chunked_ = http::equals_ignoring_case(http::next_element(value), "chunked");
            encoded_otherwise_ = !chunked_;
        }
    } else if (http::equals_ignoring_case(name, "connection")) {
        while (!value.empty()) {
            const std::string_view option = http::next_element(value);
            if (http::equals_ignoring_case(option, "close"))
                keep_alive_ = false;
            else if (http::equals_ignoring_case(option, "keep-alive"))
                keep_alive_ = true;
        }
    } else if (http::equals_ignoring_case(name, "server-timing")) {
        server_timing_.read(value);
    } else if (http::equals_ignoring_case(name, "x-cache")) {
        cache_use_ = parse_cache_use(value);
    }
    return true;
}

HttpResponseParser::Step HttpResponseParser::on_head_end() noexcept {
    if (status_ < 200) {
        expect_all_headers();  // what an interim answer has is not the answer's
        return Step::status_line;
    }
    if (status_ != expected_status_)
        kept_max_ = std::max(kept_body_max_, FailureCause::example_bytes);
    if (answers_head_ || status_ == 204 || status_ == 304)
        return Step::done;
    if (chunked_) {
        head_bytes_ = 0;
        return Step::chunk_size;
    }
    if (!encoded_otherwise_ && length_) {
        remaining_ = *length_;
        return remaining_ == 0 ? Step::done : Step::body_by_length;
    }
    keep_alive_ = false;
    return Step::body_until_close;
}

HttpResponseParser::Step HttpResponseParser::on_chunk_size(std::string_view line) noexcept {
    const auto size = parse_number(http::trimmed(line.substr(0, line.find(';'))), 16);
    if (!size)
        return Step::failed;
    head_bytes_ = 0;
    remaining_ = *size;
    return remaining_ == 0 ? Step::trailer_line : Step::chunk_data;
}

}  // namespace sark::workloads
