#include "core/http/guards/csrf.hpp"

#include "core/http/guards/api_key.hpp"
#include "core/http/guards/guard_json.hpp"
#include "core/http/guards/request_kind.hpp"
#include "core/http/header_text.hpp"

namespace sark::http {
namespace {

constexpr std::size_t shortest = 32;

bool is_double_submitted(const Request& request) {
    const auto said = request.header("X-CSRF-Token");
    const auto cookies = request.header("Cookie");
    const auto kept = cookies ? cookie(*cookies, "csrf_token") : std::nullopt;
    return said && kept && said->size() >= shortest && same_secret(*said, *kept);
}

}  // namespace

std::optional<std::string_view> cookie(std::string_view header, std::string_view name) noexcept {
    while (!header.empty()) {
        const std::string_view pair = take_until(header, ";");
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && trimmed(pair.substr(0, equals), " ") == name)
            return trimmed(pair.substr(equals + 1), " ");
    }
    return std::nullopt;
}

Answer CsrfCheck::answer(Request& request, const Rest& rest) {
    const bool shows_key = request.caller && !request.caller->api_key.empty();
    if (!is_write(request.method) || is_public(request.path) || request.is_from_gateway ||
        shows_key || is_double_submitted(request))
        return rest.answer(request);
    Answer answer;
    answer.status = 403;
    answer.body = csrf_error_json();
    return answer;
}

}  // namespace sark::http
