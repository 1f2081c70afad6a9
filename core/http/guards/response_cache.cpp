#include "core/http/guards/response_cache.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "core/http/header_text.hpp"

namespace sark::http {
namespace {

constexpr std::size_t shown_digits = 16;  // as many as upstream's keys have

bool wants_anew(const Request& request) {
    std::string_view directives = request.header("Cache-Control").value_or("");
    while (!directives.empty())
        if (equals_ignoring_case(next_element(directives), "no-cache"))
            return true;
    return false;
}

Answer with_headers(Answer answer, bool is_hit, const ResponsePlace& place, Nanos left) {
    answer.headers.emplace_back("X-Cache", is_hit ? "HIT" : "MISS");
    answer.headers.emplace_back("X-Cache-Key", place.digest.substr(0, shown_digits));
    answer.headers.emplace_back(
        "X-Cache-TTL", std::to_string(std::chrono::ceil<std::chrono::seconds>(left).count()));
    return answer;
}

}  // namespace

ResponseCache::ResponseCache(std::unique_ptr<ResponseStore> store,
                             const ResponseCacheOptions& options)
    : options_(options), store_(std::move(store)) {}

Answer ResponseCache::answer_write(Request& request, const Rest& rest) {
    Answer answer = rest.answer(request);
    if (!may_change_servers(request, answer.status))
        return answer;
    if (answer.changed_servers && answer.status < 400)
        store_->forget_servers(*answer.changed_servers);
    else
        store_->forget_everything();
    return answer;
}

Answer ResponseCache::answer(Request& request, const Rest& rest) {
    const auto place = place_of(request, options_);
    if (!place)
        return answer_write(request, rest);
    const ResponseStore::LookUp look_up = store_->find(*place, wants_anew(request));
    if (look_up.found != nullptr)
        return with_headers(*look_up.found, true, *place, look_up.left);
    Answer answer = rest.answer(request);
    if (answer.status != 200)
        return answer;
    store_->keep(*place, look_up.ticket, answer);
    return with_headers(std::move(answer), false, *place, place->ttl);
}

}  // namespace sark::http
