#include "core/postgres/dsn.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <libpq-fe.h>

#include "core/postgres/session.hpp"

namespace sark::postgres {
namespace {

using Options = std::map<std::string, std::string>;
/// Where a secret stands in a connection string: [first, second).
using Span = std::pair<std::size_t, std::size_t>;

/// The options that the string itself gives; absent when libpq does not understand it. libpq's own
/// message is dropped, because it quotes the string.
std::optional<Options> parse(const std::string& dsn) {
    if (dsn.find('\0') != std::string::npos)
        return std::nullopt;
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(dsn.c_str(), &message), &PQconninfoFree);
    if (message != nullptr)
        PQfreemem(message);
    if (!parsed)
        return std::nullopt;
    Options options;
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr)
            options.emplace(option->keyword, option->val);
    return options;
}

/// Position after "postgresql://", or npos for the key=value form.
std::size_t authority_of(const std::string& dsn) {
    for (const std::string_view scheme : {"postgresql://", "postgres://"})
        if (dsn.compare(0, scheme.size(), scheme) == 0)
            return scheme.size();
    return std::string::npos;
}

bool is_secret(std::string_view keyword) {
    return keyword == "password" || keyword == "sslpassword";
}

std::string percent_decoded(std::string_view text) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Rather too much than too little: up to the last '@' wherever it stands, and every "password="
/// after any '?' or '&', so that a password that should have been percent-encoded is covered too.
std::vector<Span> secrets_of_uri(const std::string& dsn, std::size_t authority) {
    std::vector<Span> spans;
    const std::size_t at = dsn.rfind('@');
    const std::size_t colon = dsn.find(':', authority);
    if (at != std::string::npos && colon < at)
        spans.emplace_back(colon + 1, at);
    for (std::size_t mark = dsn.find_first_of("?&", authority); mark != std::string::npos;
         mark = dsn.find_first_of("?&", mark + 1)) {
        const std::size_t end = std::min(dsn.find_first_of("?&", mark + 1), dsn.size());
        const std::size_t equals = dsn.find('=', mark);
        if (equals < end &&
            is_secret(percent_decoded(std::string_view(dsn).substr(mark + 1, equals - mark - 1))))
            spans.emplace_back(equals + 1, std::min(dsn.find('&', equals), dsn.size()));
    }
    return spans;
}

/// libpq's grammar: key = value, the value bare or in single quotes, backslash escapes in both.
std::vector<Span> secrets_of_pairs(const std::string& dsn) {
    constexpr const char* blank = " \t\n\r\f\v";
    std::vector<Span> spans;
    std::size_t i = dsn.find_first_not_of(blank);
    while (i != std::string::npos) {
        const std::size_t key_end = dsn.find_first_of(" \t\n\r\f\v=", i);
        const std::size_t equals = dsn.find('=', i);
        if (equals == std::string::npos)
            break;
        std::size_t value = std::min(dsn.find_first_not_of(blank, equals + 1), dsn.size());
        const bool quoted = value < dsn.size() && dsn[value] == '\'';
        std::size_t end = quoted ? value + 1 : value;
        while (end < dsn.size() &&
               (quoted ? dsn[end] != '\''
                       : std::string_view(blank).find(dsn[end]) == std::string_view::npos))
            end += dsn[end] == '\\' ? 2U : 1U;
        end = std::min(quoted ? end + 1 : end, dsn.size());
        if (is_secret(std::string_view(dsn).substr(i, key_end - i)))
            spans.emplace_back(value, end);
        i = dsn.find_first_not_of(blank, end);
    }
    return spans;
}

/// In order of their beginnings; they may overlap.
std::vector<Span> secret_spans(const std::string& dsn) {
    const std::size_t authority = authority_of(dsn);
    if (authority == std::string::npos)
        return secrets_of_pairs(dsn);
    std::vector<Span> spans = secrets_of_uri(dsn, authority);
    std::sort(spans.begin(), spans.end());
    return spans;
}

/// Whether a URI has a query, by libpq's rule: user and password end at the first '@' unless a '/'
/// comes first; the query begins at the first '?' after them.
bool has_query(const std::string& dsn, std::size_t authority) {
    const std::size_t mark = dsn.find_first_of("@/", authority);
    const bool user = mark != std::string::npos && dsn[mark] == '@';
    return dsn.find('?', user ? mark : authority) != std::string::npos;
}

/// Whether libpq took a password with an unencoded '@', ':' or '/' for a host, port or database;
/// connecting would send it to the wrong place and print it.
bool misread(const std::string& dsn, const Options& options) {
    const auto value = [&](const char* key) {
        const auto found = options.find(key);
        return found == options.end() ? std::string() : found->second;
    };
    if (value("port").find_first_not_of("0123456789,") != std::string::npos)
        return true;
    if (authority_of(dsn) == std::string::npos)
        return false;
    return value("host").find('@') != std::string::npos ||
           value("dbname").find('@') != std::string::npos;
}

}  // namespace

std::string scrub(std::string text, const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        for (std::size_t at = text.find(secret); !secret.empty() && at != std::string::npos;
             at = text.find(secret, at + 3))
            text.replace(at, secret.size(), "***");
    }
    return text;
}

std::string redact_dsn(const std::string& dsn) {
    if (!parse(dsn))
        return "(unreadable connection string)";
    std::string out;
    std::size_t copied = 0;
    for (const auto& [begin, end] : secret_spans(dsn)) {
        if (begin >= copied)
            out.append(dsn, copied, begin - copied).append("***");
        copied = std::max(copied, end);
    }
    return out.append(dsn, copied, std::string::npos);
}

Result<Dsn> prepare_dsn(const std::string& dsn, Nanos statement_timeout) {
    const auto options = parse(dsn);
    if (!options || misread(dsn, *options))
        return Error{Errc::invalid_argument, "the PostgreSQL connection string is malformed", "",
                     "use \"host=… dbname=… user=…\" or postgresql://user@host/dbname; in a URI "
                     "write @ : / ? # % inside a user name or password as %40 %3A %2F %3F %23 %25"};
    Dsn prepared;
    prepared.text = dsn;
    const std::size_t authority = authority_of(dsn);
    bool query = authority != std::string::npos && has_query(dsn, authority);
    std::vector<std::pair<std::string, std::string>> defaults = {
        {"fallback_application_name", "sark-core"},
        {"connect_timeout", "10"},
        {"client_encoding", "UTF8"}};
    if (statement_timeout > Nanos{0}) {
        const auto milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(statement_timeout).count();
        // A URI takes no second "=" as it is.
        defaults.emplace_back("options", std::string("-cstatement_timeout") +
                                             (authority == std::string::npos ? "=" : "%3D") +
                                             std::to_string(milliseconds));
    }
    for (const auto& [key, value] : defaults) {
        if (options->count(key) != 0)
            continue;
        const std::string pair = key + "=" + value;
        if (authority == std::string::npos)
            prepared.text = pair + " " + prepared.text;
        else
            prepared.text += (std::exchange(query, true) ? "&" : "?") + pair;
    }
    for (const auto& [begin, end] : secret_spans(dsn))
        prepared.secrets.push_back(dsn.substr(begin, end - begin));
    for (const auto& [key, value] : *options)
        if (is_secret(key))
            prepared.secrets.push_back(value);
    // Longest first, so that one secret inside another cannot leave its rest behind.
    std::sort(prepared.secrets.begin(), prepared.secrets.end(),
              [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return prepared;
}

}  // namespace sark::postgres
