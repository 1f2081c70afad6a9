#include "scenarios/language/node.hpp"

#include <algorithm>

#include "scenarios/language/json_text.hpp"

namespace sark::scenarios::language {

double Node::number() const {
    if (const auto* negative = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*negative);
    if (const auto* whole = std::get_if<std::uint64_t>(&value))
        return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&value);
    return real == nullptr ? 0.0 : *real;
}

const Node* Node::find(std::string_view key) const {
    const Object* members = object();
    if (members == nullptr)
        return nullptr;
    const auto found = std::find_if(members->begin(), members->end(),
                                    [&](const auto& member) { return member.first == key; });
    return found == members->end() ? nullptr : &found->second;
}

Node* Node::find(std::string_view key) {
    return const_cast<Node*>(std::as_const(*this).find(key));
}

void Node::set(std::string_view key, Node member) {
    if (Node* present = find(key))
        *present = std::move(member);
    else if (Object* members = object())
        members->emplace_back(key, std::move(member));
}

void place_at(Node& node, const Place& place) {
    node.place = place;
    if (auto* items = node.array()) {
        for (Node& item : *items) place_at(item, place);
    } else if (auto* members = node.object()) {
        for (auto& [key, member] : *members) place_at(member, place);
    }
}

std::string_view kind_of(const Node& node) {
    constexpr std::string_view names[] = {"null",     "a boolean", "a number", "a number",
                                          "a number", "a string",  "an array", "an object"};
    return names[node.value.index()];
}

std::string shown(const Node& node) {
    constexpr std::size_t longest = 40;
    std::string text = write_json(node, Layout::compact);
    if (text.size() > longest) {
        std::size_t end = longest;
        // Never cut a UTF-8 sequence in two.
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
        text = text.substr(0, end) + "…";
    }
    return text;
}

std::string pointer_step(std::string_view key) {
    std::string step = "/";
    for (const char c : key) {
        if (c == '~')
            step += "~0";
        else if (c == '/')
            step += "~1";
        else
            step += c;
    }
    return step;
}

}  // namespace sark::scenarios::language
