#include "core/redis/key_sizes.hpp"

#include <map>

#include "core/redis/client.hpp"

namespace sark::redis {

std::string key_prefix(const std::string& key) {
    const auto first = key.find(':');
    if (first == std::string::npos)
        return key;
    return key.substr(0, key.find(':', first + 1));
}

Result<std::vector<KeySize>> key_sizes(Client& client, std::uint32_t samples) {
    const auto keys = client.pipeline(std::vector<Command>(samples, {"RANDOMKEY"}));
    if (!keys)
        return keys.error();
    std::vector<Command> questions;
    std::vector<std::string> asked;
    for (const Reply& key : *keys) {
        if (key.kind != Reply::Kind::text)
            continue;
        asked.push_back(key.text);
        questions.push_back({"MEMORY", "USAGE", key.text});
    }
    if (questions.empty())
        return std::vector<KeySize>{};
    const auto answers = client.pipeline(questions);
    if (!answers)
        return answers.error();
    std::map<std::string, KeySize> by_prefix;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const Reply& answer = (*answers)[i];
        if (answer.kind == Reply::Kind::error)
            return Error{Errc::invalid_argument, "Redis refused MEMORY USAGE: " + answer.text,
                         client.address(), ""};
        if (answer.kind != Reply::Kind::integer)
            continue;  // it expired in between
        KeySize& size = by_prefix[key_prefix(asked[i])];
        ++size.sampled;
        size.mean_bytes += static_cast<double>(answer.integer);
    }
    std::vector<KeySize> sizes;
    for (auto& [prefix, size] : by_prefix) {
        size.prefix = prefix;
        size.mean_bytes /= static_cast<double>(size.sampled);
        sizes.push_back(size);
    }
    return sizes;
}

}  // namespace sark::redis
