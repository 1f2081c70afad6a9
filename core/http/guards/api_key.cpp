#include "core/http/guards/api_key.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <openssl/crypto.h>

#include "core/http/guards/digest.hpp"

namespace sark::http {
namespace {

constexpr std::string_view beginning = "sark_sk_";
constexpr std::size_t prefix_length = 8;
constexpr std::size_t secret_length = 32;
constexpr std::size_t known_max = 10'000;
constexpr Nanos known_for = std::chrono::seconds(10);

bool is_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-';
    });
}

}  // namespace

std::optional<std::string_view> prefix_of_api_key(std::string_view key) noexcept {
    if (!key.starts_with(beginning))
        return std::nullopt;
    key.remove_prefix(beginning.size());
    const std::size_t environment = key.find('_');
    if (environment == std::string_view::npos || !is_word(key.substr(0, environment)))
        return std::nullopt;
    key.remove_prefix(environment + 1);
    if (key.size() != prefix_length + 1 + secret_length || key[prefix_length] != '_' ||
        !is_word(key.substr(0, prefix_length)))
        return std::nullopt;
    return key.substr(0, prefix_length);
}

std::string hash_of_api_key(std::string_view key) {
    return "sha256:" + sha256_hex(key);
}

bool same_secret(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

ApiKeyCheck::ApiKeyCheck(ApiKeyRegistry& registry, const TimeSource& time)
    : registry_(registry), time_(time), known_(known_max, known_for) {}

Result<std::optional<ApiKeyRecord>> ApiKeyCheck::record(const std::string& prefix) {
    const TimePoint now = time_.now();
    if (auto known = known_.get(prefix, now))
        return *std::move(known);
    auto found = registry_.by_prefix(prefix);
    if (found)
        known_.put(prefix, *found, now);
    return found;
}

Result<std::optional<Principal>> ApiKeyCheck::owner_of(std::string_view key) {
    const auto prefix = prefix_of_api_key(key);
    if (!prefix)
        return std::optional<Principal>();
    auto found = record(std::string(*prefix));
    if (!found)
        return std::move(found).error();
    if (!*found || !same_secret((*found)->hash, hash_of_api_key(key)))
        return std::optional<Principal>();
    return std::optional<Principal>(std::move((*found)->owner));
}

}  // namespace sark::http
