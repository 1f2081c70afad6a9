#include "core/http/guards/gateway_key.hpp"

#include <string_view>
#include <utility>

#include "core/http/guards/api_key.hpp"
#include "core/http/guards/guard_json.hpp"

namespace sark::http {
namespace {

bool is_for_gateways(const Request& request) {
    std::string_view path = request.path;
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return request.method == "POST" && path == "/api/v1/gateway/audit";
}

}  // namespace

GatewayKey::GatewayKey(std::string key) : key_(std::move(key)) {}

Answer GatewayKey::answer(Request& request, const Rest& rest) {
    if (!is_for_gateways(request))
        return rest.answer(request);
    const auto shown = request.header("X-Gateway-Api-Key");
    if (shown && same_secret(*shown, key_)) {
        request.is_from_gateway = true;
        return rest.answer(request);
    }
    Answer answer;
    answer.status = 401;
    answer.body =
        authentication_error_json(shown ? "Invalid Gateway API key" : "Missing Gateway API key");
    return answer;
}

}  // namespace sark::http
