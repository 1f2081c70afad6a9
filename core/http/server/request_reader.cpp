#include "core/http/server/request_reader.hpp"

#include <algorithm>

#include "core/http/server/url_text.hpp"

namespace sark::http {

namespace {

/// A buffer that one large request has grown is not kept for the small ones after it.
constexpr std::size_t kept_capacity = 64 * 1'024;

constexpr std::size_t blank_line = 2;

/// "http://host/path" as "/path" (RFC 9112 section 3.2.2); "*" stays itself.
std::string_view without_authority(std::string_view target) {
    constexpr std::string_view scheme = "http://";
    if (!target.starts_with(scheme))
        return target;
    target.remove_prefix(scheme.size());
    const std::size_t path = target.find_first_of("/?");
    return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

}  // namespace

RequestReader::State RequestReader::refuse(int status) noexcept {
    refusal_ = status;
    return State::refused;
}

RequestReader::State RequestReader::feed(std::string_view bytes) {
    buffer_.append(bytes);
    head_moved_ = true;
    return advance();
}

RequestReader::State RequestReader::next() {
    buffer_.erase(0, end_);
    if (buffer_.empty() && buffer_.capacity() > kept_capacity)
        buffer_ = {};
    step_ = Step::head;
    line_begin_ = 0;
    end_ = 0;
    return advance();
}

RequestReader::State RequestReader::advance() {
    switch (step_) {
        case Step::head:
            return find_end_of_head();
        case Step::body:
            return on_body();
        case Step::chunks:
            return on_chunks();
    }
    return refuse(400);
}

std::string_view RequestReader::head_text() const noexcept {
    return std::string_view(buffer_).substr(0, head_bytes_ - blank_line);
}

RequestReader::State RequestReader::find_end_of_head() {
    if (line_begin_ == 0) {  // blank lines before a request line (RFC 9112 section 2.2)
        std::size_t blanks = 0;
        while (buffer_.compare(blanks, 2, "\r\n") == 0) blanks += 2;
        buffer_.erase(0, blanks);
    }
    for (;;) {
        const std::size_t end = buffer_.find('\n', line_begin_);
        if (std::min(end, buffer_.size()) > limits_.head)
            return refuse(line_begin_ == 0 ? 414 : 431);
        if (end == std::string::npos)
            return State::need_more;
        if (end == line_begin_ || buffer_[end - 1] != '\r')
            return refuse(400);
        const bool is_blank = end == line_begin_ + 1;
        line_begin_ = end + 1;
        if (is_blank)
            break;
    }
    head_bytes_ = line_begin_;
    return on_head();
}

RequestReader::State RequestReader::on_head() {
    if (const auto refused = read_head(head_text(), limits_, head_))
        return refuse(*refused);
    head_moved_ = false;
    step_ = head_.chunked ? Step::chunks : Step::body;
    if (head_.chunked)
        chunks_.begin();
    const State state = advance();
    if (state == State::need_more && head_.expects_continue && buffer_.size() == head_bytes_)
        return State::wants_continue;
    return state;
}

RequestReader::State RequestReader::on_body() {
    const auto length = static_cast<std::size_t>(head_.content_length);  // within limits_.body
    if (buffer_.size() - head_bytes_ < length) {
        buffer_.reserve(head_bytes_ + length);
        return State::need_more;
    }
    return complete(std::string_view(buffer_).substr(head_bytes_, length), head_bytes_ + length);
}

RequestReader::State RequestReader::on_chunks() {
    std::string_view rest = std::string_view(buffer_).substr(head_bytes_);
    const std::size_t before = rest.size();
    const ChunkedBody::State state = chunks_.feed(rest);
    buffer_.erase(head_bytes_, before - rest.size());
    switch (state) {
        case ChunkedBody::State::need_more:
            return State::need_more;
        case ChunkedBody::State::complete:
            return complete(chunks_.body(), head_bytes_);
        case ChunkedBody::State::too_large:
            return refuse(413);
        case ChunkedBody::State::malformed:
            break;
    }
    return refuse(400);
}

RequestReader::State RequestReader::complete(std::string_view body, std::size_t end) {
    if (head_moved_)
        (void)read_head(head_text(), limits_, head_);  // it was good
    end_ = end;
    Request fresh;                            // whatever handlers have written into the one before
    fresh.query = std::move(request_.query);  // for its memory, as below
    fresh.query.clear();
    fresh.headers = std::move(request_.headers);
    fresh.headers.assign(head_.headers.begin(), head_.headers.end());
    fresh.captures = std::move(request_.captures);
    fresh.captures.clear();
    request_ = std::move(fresh);
    std::string_view path = without_authority(head_.target);
    const std::size_t query = std::min(path.find('?'), path.size());
    if (query < path.size() && !decode_query(path.substr(query + 1), request_.query))
        return refuse(400);
    path = path.substr(0, query);
    if ((!path.starts_with('/') && path != "*" && !path.empty()) ||
        path.find('#') != std::string_view::npos)
        return refuse(400);
    if (path.find('%') != std::string_view::npos) {
        if (!decode_path(path, decoded_path_))
            return refuse(400);
        path = decoded_path_;
    }
    request_.method = head_.method;
    request_.path = path.empty() ? std::string_view("/") : path;
    request_.body = body;
    return State::complete;
}

}  // namespace sark::http
