#include "workloads/drivers/http_request.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "core/http/header_text.hpp"

namespace sark::workloads {
namespace {

constexpr std::array<std::string_view, 7> methods = {"GET",   "HEAD",   "POST",   "PUT",
                                                     "PATCH", "DELETE", "OPTIONS"};
constexpr std::string_view length_header = "Content-Length: ";
constexpr std::size_t longest_length = 20;
/// So much of a credential gives it away in a body of which only the beginning is kept.
constexpr std::size_t secret_bytes = 8;

bool is_token(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char character) {
        return std::isalnum(character) != 0 || character == '-' || character == '_';
    });
}

Error bad_request(const OperationSpec& operation, std::string message, std::string hint) {
    return {Errc::invalid_scenario, std::move(message), "operation " + operation.name,
            std::move(hint)};
}

Result<void> check_method(const HttpOperation& http, const OperationSpec& operation) {
    if (std::find(methods.begin(), methods.end(), http.method) == methods.end())
        return bad_request(operation, "unknown HTTP method \"" + http.method + "\"",
                           "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS, in capitals");
    if (http.method == "HEAD" && !http.expect_contains.empty())
        return bad_request(operation, "the answer to HEAD has no body that could contain anything",
                           "use GET or leave expect_contains out");
    return {};
}

}  // namespace

Result<HttpRequest> HttpRequest::compile(const OperationSpec& operation,
                                         const RequestContext& context, std::string_view authority,
                                         const ApiAccess& access) {
    const auto& http = std::get<HttpOperation>(operation.request);
    if (auto checked = check_method(http, operation); !checked)
        return std::move(checked).error();
    auto parameters = ParameterSet::create(operation, context);
    if (!parameters)
        return std::move(parameters).error();
    HttpRequest request(std::move(parameters).value());

    auto path = MessageTemplate::compile(http.path, request.parameters_, operation.name);
    if (!path)
        return std::move(path).error();
    if (!http.path.starts_with('/'))
        return bad_request(operation, "the path does not start with a slash", "");
    if (path->may_contain(request.parameters_, " \t\r\n#"))
        return bad_request(operation, "the path can hold a blank, a line end or '#'",
                           "percent-encode it (%20)");
    request.path_ = std::move(path).value();

    auto body = MessageTemplate::compile(http.body, request.parameters_, operation.name);
    if (!body)
        return std::move(body).error();
    request.body_ = std::move(body).value();
    if (!http.repeat.empty()) {
        auto repeat = ItemCount::compile(http.repeat, request.parameters_, operation.name);
        if (!repeat)
            return std::move(repeat).error();
        request.repeat_ = *repeat;
    }

    request.start_ = http.method + " ";
    request.head_ = http.method == "HEAD";
    request.idempotent_ = request.head_ || http.method == "GET";
    request.sends_length_ = !request.body_.empty() || http.method == "POST" ||
                            http.method == "PUT" || http.method == "PATCH";
    request.expect_status_ = http.expect_status;
    request.expect_contains_ = http.expect_contains;
    request.expect_excludes_ = http.expect_excludes;
    request.expect_failure_ = http.expect_failure;
    if (http.expect_headers.size() > http_headers_max)
        return bad_request(operation, "more headers are expected than can be looked for", "");
    for (const auto& [name, value] : http.expect_headers)
        request.expect_headers_.push_back({http::lowered(name), value});
    if (auto compiled = request.compile_headers(http, operation, authority); !compiled)
        return std::move(compiled).error();
    request.show(http, access);
    return request;
}

void HttpRequest::show(const HttpOperation& http, const ApiAccess& access) {
    const auto add = [&](const std::string& name, const std::string& value) {
        const bool has_own = std::ranges::any_of(http.headers, [&](const auto& header) {
            return http::equals_ignoring_case(header.first, name);
        });
        if (!has_own)
            fixed_headers_.append(name).append(": ").append(value).append("\r\n");
    };
    for (const std::string& secret : {access.token, access.api_key, access.csrf})
        if (!secret.empty())
            secrets_.push_back(secret.substr(0, secret_bytes));
    if (!access.token.empty())
        add("Authorization", "Bearer " + access.token);
    if (!access.api_key.empty())
        add("X-API-Key", access.api_key);
    const bool is_write = http.method != "GET" && http.method != "HEAD" && http.method != "OPTIONS";
    if (access.csrf.empty() || !is_write)
        return;
    add("X-CSRF-Token", access.csrf);
    add("Cookie", "csrf_token=" + access.csrf);
}

Result<void> HttpRequest::compile_headers(const HttpOperation& http, const OperationSpec& operation,
                                          std::string_view authority) {
    bool has_host = false;
    bool has_agent = false;
    for (const auto& [name, value] : http.headers) {
        const std::string lowered = http::lowered(name);
        if (!is_token(name))
            return bad_request(operation, "\"" + name + "\" is no header name", "");
        if (lowered == "content-length" || lowered == "transfer-encoding")
            return bad_request(operation, "the header " + name + " is the driver's to send",
                               "leave it out");
        has_host = has_host || lowered == "host";
        has_agent = has_agent || lowered == "user-agent";
        auto compiled = MessageTemplate::compile(value, parameters_, operation.name);
        if (!compiled)
            return std::move(compiled).error();
        if (compiled->may_contain(parameters_, "\r\n"))
            return bad_request(operation, "the header " + name + " can hold a line end", "");
        headers_.push_back({name + ": ", std::move(compiled).value()});
    }
    fixed_headers_ = " HTTP/1.1\r\n";
    if (!has_host)
        fixed_headers_ += "Host: " + std::string(authority) + "\r\n";
    if (!has_agent)
        fixed_headers_ += "User-Agent: sark-bench\r\n";
    return {};
}

std::size_t HttpRequest::longest_message() const noexcept {
    std::size_t longest = start_.size() + path_.longest() + fixed_headers_.size();
    for (const Header& header : headers_)
        longest += header.prefix.size() + header.value.longest() + 2;
    return longest + length_header.size() + longest_length + 4 + longest_body();
}

std::size_t HttpRequest::longest_body() const noexcept {
    return repeat_ ? 2 + repeat_->most() * (body_.longest() + 1) : body_.longest();
}

void HttpRequest::render_body(const Call& call, std::string& body) const {
    body.clear();
    if (!repeat_) {
        body_.append(parameters_, call, body);
        return;
    }
    body += '[';
    const std::uint64_t count = repeat_->of(parameters_, call);
    for (std::uint64_t item = 0; item < count; ++item) {
        if (item > 0)
            body += ',';
        body_.append(parameters_, repeat_->item(call, item), body);
    }
    body += ']';
}

void HttpRequest::render(const Call& call, std::string& body, std::string& message) const {
    // The body comes first because its length goes before it.
    render_body(call, body);
    message.assign(start_);
    path_.append(parameters_, call, message);
    message.append(fixed_headers_);
    for (const Header& header : headers_) {
        message.append(header.prefix);
        header.value.append(parameters_, call, message);
        message.append("\r\n");
    }
    if (sends_length_) {
        std::array<char, longest_length> digits;
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), body.size()).ptr;
        message.append(length_header);
        message.append(digits.data(), end);
        message.append("\r\n");
    }
    message.append("\r\n");
    message.append(body);
}

bool HttpRequest::reads_body() const noexcept {
    return !expect_contains_.empty() || !expect_excludes_.empty() || !expect_failure_.empty();
}

std::string_view HttpRequest::example_of(std::string_view body) const noexcept {
    const bool tells = std::ranges::any_of(secrets_, [&](const std::string& secret) {
        return body.find(secret) != std::string_view::npos;
    });
    return tells ? "(it repeats the credentials)" : body;
}

OutcomeCode HttpRequest::judge(const HttpResponseParser& response, CauseText& why) const noexcept {
    const std::string_view body = response.kept_body();
    if (const int status = response.status(); status != expect_status_) {
        why.set("status ", example_of(body));
        why.kind.append(static_cast<std::uint64_t>(status));
        if (status == 504)
            return OutcomeCode::timeout;
        return status == 429 || status == 503 ? OutcomeCode::refused : OutcomeCode::wrong_answer;
    }
    if (const ExpectedHeader* const missing = response.missing_header()) {
        const std::string_view instead = response.value_instead();
        why.set(instead.empty() ? "no header " : "other header ", instead);
        why.kind.append(missing->name);
        return OutcomeCode::wrong_answer;
    }
    const auto holds = [&](const std::string& literal) {
        return body.find(literal) != std::string_view::npos;
    };
    const auto fails = [&](OutcomeCode code, std::string_view how, const std::string& literal) {
        why.set(how, example_of(body));
        why.kind.append(literal);
        return code;
    };
    if (!expect_failure_.empty() && holds(expect_failure_))
        return fails(OutcomeCode::failed_closed, "body with ", expect_failure_);
    if (!expect_contains_.empty() && !holds(expect_contains_))
        return fails(OutcomeCode::wrong_answer, "body without ", expect_contains_);
    if (!expect_excludes_.empty() && holds(expect_excludes_))
        return fails(OutcomeCode::wrong_answer, "body with ", expect_excludes_);
    return OutcomeCode::ok;
}

}  // namespace sark::workloads
