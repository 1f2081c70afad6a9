#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

/// The longest prefix of at most `columns` code points, in bytes.
std::size_t prefix_of(std::string_view text, std::size_t columns) {
    std::size_t bytes = 0;
    for (std::size_t seen = 0; bytes < text.size(); ++bytes) {
        if (continues(text[bytes]))
            continue;
        if (seen++ == columns)
            break;
    }
    return bytes;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string clean(text);
    for (char& c : clean)
        if (is_control(c))
            c = '?';
    return clean;
}

std::size_t columns_of(std::string_view text) noexcept {
    std::size_t columns = 0;
    for (const char c : text) columns += continues(c) ? 0U : 1U;
    return columns;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
    const std::size_t room = columns > indent ? columns - indent : 1;
    std::vector<std::string> lines;
    while (!text.empty()) {
        std::size_t cut = prefix_of(text, room);
        std::size_t next = cut;
        if (cut < text.size()) {
            const std::size_t space = text.rfind(' ', cut);
            if (space != std::string_view::npos && space > 0) {
                cut = space;
                next = space + 1;
            }
        }
        lines.push_back(std::string(indent, ' ') + std::string(text.substr(0, cut)));
        text.remove_prefix(next);
    }
    return lines;
}

std::string padded_left(const std::string& text, std::size_t columns) {
    const std::size_t used = columns_of(text);
    return std::string(used < columns ? columns - used : 0, ' ') + text;
}

std::string padded_right(const std::string& text, std::size_t columns) {
    const std::size_t used = columns_of(text);
    return text + std::string(used < columns ? columns - used : 0, ' ');
}

std::string escaped_markup(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            case '\n':
            case '\t':
                escaped += c;
                break;
            default:
                escaped += is_control(c) ? '?' : c;
        }
    }
    return escaped;
}

std::string markdown_text(std::string_view text) {
    constexpr std::string_view meaningful = "|\\`*_[]";
    std::string escaped;
    for (const char c : printable(text)) {
        if (meaningful.find(c) != std::string_view::npos)
            escaped += '\\';
        // Quotes mean nothing outside of a tag, and people read the file as it is, too.
        if (c == '"' || c == '\'')
            escaped += c;
        else
            escaped += escaped_markup({&c, 1});
    }
    return escaped;
}

}  // namespace sark::reports
