#include "core/http/server/response_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/http/server/status_phrase.hpp"

namespace sark::http {

namespace {

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

bool is_one_line(std::string_view value) {
    return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    if (is_one_line(name) && is_one_line(value))
        out.append(name).append(": ").append(value).append("\r\n");
}

constexpr bool has_no_body(int status) {
    return status < 200 || status == 204 || status == 304;
}

}  // namespace

std::string HttpDate::text(std::time_t seconds) {
    constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    // Not by the names of strftime, which follow the locale.
    std::array<char, 40> format{};
    std::array<char, 40> written{};
    const std::string pattern = std::string(days[static_cast<std::size_t>(utc.tm_wday)]) + ", %d " +
                                months[static_cast<std::size_t>(utc.tm_mon)] + " %Y %H:%M:%S GMT";
    std::ranges::copy(pattern, format.begin());
    const std::size_t length = std::strftime(written.data(), written.size(), format.data(), &utc);
    return {written.data(), length};
}

std::string_view HttpDate::now() {
    timespec reading{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &reading);
    if (reading.tv_sec != second_) {
        second_ = reading.tv_sec;
        text_ = text(second_);
    }
    return text_;
}

void append_response(std::string& out, const Answer& answer, ResponseForm form,
                     std::string_view date) {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(std::clamp(answer.status, 100, 999)));
    out.append(1, ' ').append(status_phrase(answer.status)).append("\r\n");
    append_header(out, "Date", date);
    if (!has_no_body(answer.status)) {
        if (!answer.content_type.empty())
            append_header(out, "Content-Type", answer.content_type);
        out += "Content-Length: ";
        append_number(out, answer.body.size());
        out += "\r\n";
    }
    for (const auto& [name, value] : answer.headers) append_header(out, name, value);
    if (form.close)
        out += "Connection: close\r\n";
    else if (form.keep_alive)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (!form.head_only && !has_no_body(answer.status))
        out += answer.body;
}

}  // namespace sark::http
