#include "core/http/guards/kept_answer.hpp"

#include <charconv>
#include <cstddef>
#include <utility>
#include <vector>

namespace sark::http {
namespace {

constexpr std::size_t fixed_texts = 5;

void append(std::string& text, std::string_view part) {
    text.append(std::to_string(part.size())).append(1, ':').append(part);
}

std::optional<std::vector<std::string_view>> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        std::size_t size = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), size);
        if (failed != std::errc() || end == text.data() + text.size() || *end != ':')
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
        if (size > text.size())
            return std::nullopt;
        parts.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return parts;
}

}  // namespace

std::string to_text(const KeptAnswer& kept) {
    std::string text;
    text.reserve(kept.answer.body.size() + kept.key.size() + 256);
    for (const std::string* part :
         {&kept.everything, &kept.scope, &kept.key, &kept.answer.content_type, &kept.answer.body})
        append(text, *part);
    for (const auto& [name, value] : kept.answer.headers) {
        append(text, name);
        append(text, value);
    }
    return text;
}

std::optional<KeptAnswer> kept_answer(std::string_view text) {
    const auto parts = split(text);
    if (!parts || parts->size() < fixed_texts || (parts->size() - fixed_texts) % 2 != 0)
        return std::nullopt;
    KeptAnswer kept;
    kept.everything = (*parts)[0];
    kept.scope = (*parts)[1];
    kept.key = (*parts)[2];
    kept.answer.content_type = (*parts)[3];
    kept.answer.body = (*parts)[4];
    for (std::size_t i = fixed_texts; i < parts->size(); i += 2)
        kept.answer.headers.emplace_back((*parts)[i], (*parts)[i + 1]);
    return kept;
}

}  // namespace sark::http
