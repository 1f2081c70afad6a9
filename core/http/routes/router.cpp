#include "core/http/routes/router.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

namespace sark::http {

namespace {

using Steady = std::chrono::steady_clock;

/// Milliseconds with three digits behind the point, by integers: this is done for every request.
std::string server_timing(Nanos elapsed) {
    const std::int64_t us =
        (std::max<std::int64_t>(elapsed.count(), 0) + 500) / std::int64_t{1'000};
    std::string text = "app;dur=";
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), us / 1'000).ptr;
    text.append(digits.data(), end);
    const auto thousandths = static_cast<char>('0' + us % 10);
    const auto hundredths = static_cast<char>('0' + us / 10 % 10);
    const auto tenths = static_cast<char>('0' + us / 100 % 10);
    return text.append({'.', tenths, hundredths, thousandths});
}

}  // namespace

Router::Router(Metrics& metrics, Slowdown& slowdown)
    : metrics_(metrics), slowdown_(slowdown), other_(metrics.route("any", "other")) {}

void Router::add(std::string_view method, std::string_view pattern, Handler handler) {
    table_.add(method, pattern, routes_.size());
    routes_.push_back(
        {&metrics_.route(std::string(method), std::string(pattern)), std::move(handler)});
}

void Router::get(std::string_view pattern, Handler handler) {
    add("GET", pattern, std::move(handler));
}

void Router::post(std::string_view pattern, Handler handler) {
    add("POST", pattern, std::move(handler));
}

void Router::patch(std::string_view pattern, Handler handler) {
    add("PATCH", pattern, std::move(handler));
}

const Router::Route* Router::find(std::string_view method, std::string_view path,
                                  std::vector<std::string_view>& captures) const {
    const auto found = table_.find(method == "HEAD" ? "GET" : method, path, captures);
    return found ? &routes_[*found] : nullptr;
}

void Router::add(std::unique_ptr<Filter> filter) {
    filters_.push_back(std::move(filter));
}

Answer Router::misdirected(std::string_view path) const {
    std::string allowed;
    std::vector<std::string_view> captures;
    for (const std::string_view method : {"GET", "PATCH", "POST"}) {
        captures.clear();
        if (find(method, path, captures) == nullptr)
            continue;
        allowed += allowed.empty() ? "" : ", ";
        allowed += method;
    }
    if (allowed.empty())
        return refusal(404);
    Answer answer = refusal(405);
    answer.headers.emplace_back("Allow", std::move(allowed));
    return answer;
}

Answer Router::refuse(int status) {
    other_.observe(status, Nanos{0});
    return refusal(status);
}

Answer Router::give_up(Nanos waited, bool in_handler) {
    metrics_.guards().count_given_up();
    Answer answer = refusal(504, "The request was not answered in time");
    answer.headers.emplace_back("Server-Timing", server_timing(waited));
    if (!in_handler)
        other_.observe(answer.status, waited);
    return answer;
}

/// The filters from `next` on, then the handler.
class Router::Rest final : public Filter::Rest {
 public:
    Rest(const Router& router, const Route* route, std::size_t next)
        : router_(router), route_(route), next_(next) {}

    [[nodiscard]] Answer answer(Request& request) const override {
        if (next_ == router_.filters_.size())
            return router_.handle(route_, request);
        return router_.filters_[next_]->answer(request, Rest(router_, route_, next_ + 1));
    }

 private:
    const Router& router_;
    const Route* route_;
    std::size_t next_;
};

Answer Router::handle(const Route* route, const Request& request) const try {
    return route == nullptr ? misdirected(request.path) : route->handler(request);
} catch (...) {  // what() stays inside: it may quote data
    return refusal(500);
}

Answer Router::answer(Request& request) {
    const Route* route = find(request.method, request.path, request.captures);
    const auto began = Steady::now();
    Answer answer;
    try {
        answer = Rest(*this, route, 0).answer(request);
    } catch (...) {
        answer = refusal(500);
    }
    if (route != nullptr)
        slowdown_.burn(Steady::now() - began);
    const Nanos elapsed = Steady::now() - began;
    answer.headers.emplace_back("Server-Timing", server_timing(elapsed));
    // What its client has been told counts, not what would have been said.
    const bool is_late = request.claim != nullptr && !request.claim->claim();
    (route == nullptr ? other_ : *route->metrics).observe(is_late ? 504 : answer.status, elapsed);
    return answer;
}

}  // namespace sark::http
