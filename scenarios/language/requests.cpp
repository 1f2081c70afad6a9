#include "scenarios/language/requests.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "core/http/header_text.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/sql_text.hpp"
#include "workloads/operations/core_call.hpp"

namespace sark::scenarios::language {
namespace {

using workloads::CoreOperation;
using workloads::HttpOperation;
using workloads::PostgresOperation;
using workloads::RedisOperation;

constexpr std::size_t text_max = 256UL * 1024UL;
constexpr std::size_t header_max = 1000;
constexpr std::uint64_t rows_max = 1'000'000'000;

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_header_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

void bind_headers(const Value& value, HttpOperation& operation) {
    constexpr std::array<std::string_view, 2> ours = {"content-length", "transfer-encoding"};
    auto reader = value.object();
    if (!reader)
        return;
    std::vector<std::string> seen;
    for (const auto& [name, header] : reader->members()) {
        const auto text = header.text();
        const std::string key = http::lowered(name);
        if (!is_header_name(name))
            header.fault("\"" + name + "\" is not a header name");
        else if (std::find(ours.begin(), ours.end(), key) != ours.end())
            header.fault("the driver writes the header " + name + " itself", "leave it out");
        else if (std::find(seen.begin(), seen.end(), key) != seen.end())
            header.fault("the header " + name + " is there twice");
        else if (text && has_control(*text))
            header.fault("a header value must not hold control characters");
        else if (text)
            operation.headers.emplace_back(name, *text);
        seen.push_back(key);
    }
}

void bind_body(const Value& value, HttpOperation& operation) {
    if (const auto* text = value.node().text()) {
        operation.body = *text;
    } else {
        operation.body = write_json(value.node(), Layout::compact);
        const bool typed =
            std::any_of(operation.headers.begin(), operation.headers.end(), [](const auto& header) {
                return http::equals_ignoring_case(header.first, "content-type");
            });
        if (!typed)
            operation.headers.emplace_back("Content-Type", "application/json");
    }
    if (operation.body.size() > text_max)
        value.fault("the body has more than " + std::to_string(text_max) + " bytes");
    if (operation.method == "GET" && !operation.body.empty())
        value.fault("a GET request has no body", "set \"method\": \"POST\"");
}

/// 100, or "${size}".
void bind_repeat(const Value& value, HttpOperation& operation) {
    if (value.node().is_number()) {
        if (const auto count = value.whole(1, workloads::http_repeat_max))
            operation.repeat = std::to_string(*count);
    } else {
        assign(operation.repeat, value.words(64));
    }
    if (operation.body.empty())
        value.fault("there is no body to repeat", "give it one item of the list");
}

/// {"Content-Encoding": "gzip"}: headers of the answer with just this value.
void bind_expected_headers(const Value& value, HttpOperation& operation) {
    auto reader = value.object();
    if (!reader)
        return;
    for (const auto& [name, header] : reader->members()) {
        const auto text = header.words(header_max);
        if (!is_header_name(name))
            header.fault("\"" + name + "\" is not a header name");
        else if (text)
            operation.expect_headers.emplace_back(name, *text);
    }
    if (operation.expect_headers.size() > workloads::http_headers_max)
        value.fault("more than " + std::to_string(workloads::http_headers_max) + " headers");
}

void bind_http_expectation(const Value& value, HttpOperation& operation) {
    auto expect = value.object();
    if (!expect)
        return;
    if (const auto status = expect->find("status")) {
        if (const auto code = status->small(100, 599))
            operation.expect_status = static_cast<int>(*code);
    }
    if (const auto contains = expect->find("contains"))
        assign(operation.expect_contains, contains->words(text_max));
    if (const auto excludes = expect->find("excludes"))
        assign(operation.expect_excludes, excludes->words(text_max));
    if (const auto failure = expect->find("failure"))
        assign(operation.expect_failure, failure->words(text_max));
    if (const auto headers = expect->find("headers"))
        bind_expected_headers(*headers, operation);
    expect->finish();
}

void bind_rows(const Value& value, PostgresOperation& operation) {
    auto expect = value.object();
    if (!expect)
        return;
    const auto rows = expect->find("rows");
    const auto min = expect->find("rows_min");
    const auto max = expect->find("rows_max");
    if (rows) {
        assign(operation.expect_rows_min, rows->whole(0, rows_max));
        operation.expect_rows_max = operation.expect_rows_min;
        if (min || max)
            value.fault("rows excludes rows_min and rows_max", "keep one form");
    } else {
        if (min)
            assign(operation.expect_rows_min, min->whole(0, rows_max));
        if (max)
            operation.expect_rows_max = max->whole(0, rows_max);
        if (operation.expect_rows_max && *operation.expect_rows_max < operation.expect_rows_min)
            value.fault("rows_max is below rows_min");
    }
    expect->finish();
}

/// The statement must be one, and use exactly $1..$n for n arguments.
void check_sql(const Value& sql, const PostgresOperation& operation) {
    if (operation.sql.find("${") != std::string::npos)
        sql.fault("SQL text is no template", "write $1, $2, … and put \"${name}\" into arguments");
    const SqlFacts facts = inspect_sql(operation.sql);
    if (facts.unterminated)
        sql.fault("a literal or comment in the SQL has no end");
    else if (facts.several_statements)
        sql.fault("only one statement can be prepared", "make it two operations, or a function");
    const std::size_t highest = facts.placeholders.empty() ? 0 : *facts.placeholders.rbegin();
    if (facts.unterminated)
        return;
    if (highest != operation.arguments.size())
        sql.fault("the SQL uses " +
                  (highest == 0 ? "no placeholder" : "$1 to $" + std::to_string(highest)) +
                  ", but there are " + std::to_string(operation.arguments.size()) + " arguments");
    else if (facts.placeholders.size() != highest)
        sql.fault("the SQL leaves out a placeholder between $1 and $" + std::to_string(highest));
}

std::vector<std::string> texts(const std::vector<Value>& items, std::size_t longest) {
    std::vector<std::string> values;
    for (const Value& item : items) {
        auto text = item.text();
        if (text && text->size() > longest)
            item.fault("has more than " + std::to_string(longest) + " bytes");
        values.push_back(std::move(text).value_or(""));
    }
    return values;
}

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words)
        text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

}  // namespace

HttpOperation bind_http(const Value& value) {
    HttpOperation operation;
    auto reader = value.object();
    if (!reader)
        return operation;
    if (const auto method = reader->find("method")) {
        constexpr std::array<std::string_view, 7> methods = {"GET",   "HEAD",   "POST",   "PUT",
                                                             "PATCH", "DELETE", "OPTIONS"};
        if (const auto chosen = method->choice(methods))
            operation.method = methods[*chosen];
    }
    if (const auto path = reader->require("path", R"("/api/v1/servers/")")) {
        assign(operation.path, path->words(8192));
        if (operation.path.front() != '/')
            path->fault("a path begins with \"/\"",
                        "the host comes from the environment or from --url");
        else if (has_control(operation.path) ||
                 operation.path.find_first_of(" #") != std::string::npos)
            path->fault("a path holds no blanks, \"#\" or control characters", "write %20, %23");
    }
    if (const auto headers = reader->find("headers"))
        bind_headers(*headers, operation);
    if (const auto body = reader->find("body"))
        bind_body(*body, operation);
    if (const auto repeat = reader->find("repeat"))
        bind_repeat(*repeat, operation);
    if (const auto expect = reader->find("expect"))
        bind_http_expectation(*expect, operation);
    if (operation.method == "HEAD" && !operation.expect_contains.empty())
        value.fault("the answer to HEAD has no body that could contain anything");
    reader->finish();
    return operation;
}

PostgresOperation bind_postgres(const Value& value) {
    PostgresOperation operation;
    auto reader = value.object();
    if (!reader)
        return operation;
    const auto sql =
        reader->require("sql", R"("SELECT name FROM sark_v2.resources WHERE id = $1")");
    if (sql)
        assign(operation.sql, sql->words(text_max));
    if (const auto arguments = reader->find("arguments"))
        operation.arguments = texts(arguments->items(0, 64), text_max);
    if (const auto audit = reader->find("audit_database"))
        assign(operation.audit_database, audit->boolean());
    if (const auto connect = reader->find("connect_each"))
        assign(operation.connect_each, connect->boolean());
    if (const auto expect = reader->find("expect"))
        bind_rows(*expect, operation);
    if (sql && !operation.sql.empty())
        check_sql(*sql, operation);
    reader->finish();
    return operation;
}

RedisOperation bind_redis(const Value& value) {
    RedisOperation operation;
    auto reader = value.object();
    if (!reader)
        return operation;
    if (const auto command = reader->require("command", R"(["GET", "key:${id}"])")) {
        const auto items = command->items(1, 64);
        operation.command = texts(items, text_max);
        if (!items.empty() && operation.command.front().empty())
            items.front().fault("the command has no name");
    }
    if (const auto expect = reader->find("expect")) {
        if (expect->node().object() != nullptr) {
            auto equals = expect->object();
            operation.expect = RedisOperation::Expect::equals;
            if (const auto wanted = equals->require("equals", R"({"equals": "OK"})"))
                assign(operation.expect_value, wanted->text());
            equals->finish();
        } else {
            static constexpr std::array kinds = {RedisOperation::Expect::any,
                                                 RedisOperation::Expect::not_nil,
                                                 RedisOperation::Expect::ok};
            constexpr std::array<std::string_view, 3> names = {"any", "not_nil", "ok"};
            if (const auto chosen = expect->choice(names))
                operation.expect = kinds[*chosen];
        }
    }
    reader->finish();
    return operation;
}

CoreOperation bind_core(const Value& value) {
    CoreOperation operation;
    auto reader = value.object();
    if (!reader)
        return operation;
    std::vector<std::string_view> names;
    for (const workloads::CoreCall& known : workloads::core_calls()) names.emplace_back(known.name);
    const workloads::CoreCall* call = nullptr;
    if (const auto name = reader->require("call", R"("policy.decide")")) {
        if (const auto chosen = name->choice(names)) {
            call = &workloads::core_calls()[*chosen];
            operation.call = call->name;
        }
    }
    const auto arguments = reader->find("arguments");
    if (arguments)
        operation.arguments = texts(arguments->items(0, 16), text_max);
    const std::size_t count = operation.arguments.size();
    if (call != nullptr && count != call->arguments.size()) {
        const Value& place = arguments ? *arguments : value;
        place.fault(operation.call + " takes " + std::to_string(call->arguments.size()) +
                        " arguments, not " + std::to_string(count),
                    call->arguments.size() == 0 ? "leave them out"
                                                : "in this order: " + joined(call->arguments));
    }
    reader->finish();
    return operation;
}

}  // namespace sark::scenarios::language
