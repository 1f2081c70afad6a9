#include "workloads/drivers/redis_reply_parser.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace sark::workloads {
namespace {

// "*" and "$" lines and integers fit; of longer lines only this much is kept.
constexpr std::size_t framing_line_max = 32;
// Far above what a server sends (512 MB, 2^32 elements), and sums of it cannot overflow.
constexpr std::int64_t length_max = std::int64_t{1} << 40;
constexpr std::string_view line_end = "\r\n";

std::optional<std::int64_t> to_number(std::string_view digits) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return number;
}

}  // namespace

RedisReplyParser::RedisReplyParser(std::size_t kept_max) : kept_max_(kept_max) {
    text_.reserve(kept_max_);
    line_.reserve(std::max(kept_max_ + 1, framing_line_max));
}

void RedisReplyParser::reset() noexcept {
    step_ = Step::done;
    line_.clear();
    line_length_ = 0;
}

RedisReplyParser::State RedisReplyParser::feed(std::string_view& bytes) noexcept {
    if (step_ == Step::done) {
        step_ = Step::line;
        values_ = 1;
        nested_ = false;
        text_.clear();
        text_length_ = wire_bytes_ = 0;
    }
    const std::size_t offered = bytes.size();
    while (!bytes.empty() && step_ != Step::done && step_ != Step::failed) {
        if (step_ == Step::bulk)
            take_bulk(bytes);  // also nothing, of an empty string
        else if (step_ == Step::bulk_end)
            take_bulk_end(bytes);
        else if (!take_line(bytes))
            break;
    }
    wire_bytes_ += offered - bytes.size();
    switch (step_) {
        case Step::done:
            return State::complete;
        case Step::failed:
            return State::malformed;
        default:
            return State::need_more;
    }
}

/// True when a line was taken whole.
bool RedisReplyParser::take_line(std::string_view& bytes) noexcept {
    const std::size_t feed = bytes.find('\n');
    const std::string_view piece =
        bytes.substr(0, feed == std::string_view::npos ? bytes.size() : feed);
    bytes.remove_prefix(feed == std::string_view::npos ? bytes.size() : feed + 1);
    const char before = piece.empty() ? line_last_ : piece.back();
    if (feed != std::string_view::npos && line_length_ == 0 && !piece.empty()) {
        step_ = before == '\r' ? on_line(piece.substr(0, piece.size() - 1)) : Step::failed;
        return true;
    }
    line_.append(piece.substr(0, line_.capacity() - line_.size()));
    line_length_ += piece.size();
    line_last_ = before;
    if (feed == std::string_view::npos)
        return false;
    const bool sound = line_length_ > 0 && before == '\r';
    const std::uint64_t length = line_length_ - (sound ? 1 : 0);
    step_ = sound ? on_line(std::string_view(line_).substr(0, length)) : Step::failed;
    // Only a text may be longer than what is kept of it.
    if (step_ == Step::done && !nested_ && line_length_ > line_.size())
        text_length_ = length - 1;
    line_.clear();
    line_length_ = 0;
    return true;
}

RedisReplyParser::Step RedisReplyParser::on_line(std::string_view line) noexcept {
    if (line.empty())
        return Step::failed;
    const std::string_view rest = line.substr(1);
    switch (line.front()) {
        case '+':
            keep(rest);
            return on_value(Kind::status);
        case '-':
            keep(rest);
            return on_value(Kind::error);
        case ':':
            keep(rest);
            return to_number(rest) ? on_value(Kind::integer) : Step::failed;
        case '$':
        case '*':
            return on_length(line.front(), rest);
        default:
            return Step::failed;
    }
}

RedisReplyParser::Step RedisReplyParser::on_length(char type, std::string_view digits) noexcept {
    const auto length = to_number(digits);
    if (!length || *length < -1 || *length > length_max)
        return Step::failed;
    if (*length == -1)
        return on_value(Kind::nil);
    if (type == '$') {
        left_ = static_cast<std::uint64_t>(*length);
        text_length_ = nested_ ? text_length_ : left_;
        return Step::bulk;
    }
    // One value becomes as many as it announces.
    const Step step = on_value(Kind::array);
    nested_ = true;
    values_ += static_cast<std::uint64_t>(*length);
    if (values_ > static_cast<std::uint64_t>(length_max))
        return Step::failed;
    return values_ > 0 ? Step::line : step;
}

RedisReplyParser::Step RedisReplyParser::on_value(Kind kind) noexcept {
    if (!nested_)
        kind_ = kind;
    return --values_ == 0 ? Step::done : Step::line;
}

void RedisReplyParser::take_bulk(std::string_view& bytes) noexcept {
    const std::size_t count = std::min<std::uint64_t>(left_, bytes.size());
    if (!nested_)
        text_.append(bytes.substr(0, std::min(count, kept_max_ - text_.size())));
    bytes.remove_prefix(count);
    left_ -= count;
    if (left_ == 0) {
        left_ = line_end.size();
        step_ = Step::bulk_end;
    }
}

void RedisReplyParser::take_bulk_end(std::string_view& bytes) noexcept {
    while (left_ > 0 && !bytes.empty()) {
        if (bytes.front() != line_end[line_end.size() - left_]) {
            step_ = Step::failed;
            return;
        }
        bytes.remove_prefix(1);
        --left_;
    }
    if (left_ == 0)
        step_ = on_value(Kind::bulk);
}

void RedisReplyParser::keep(std::string_view text) noexcept {
    if (nested_)
        return;
    text_.assign(text.substr(0, kept_max_));
    text_length_ = text.size();
}

}  // namespace sark::workloads
