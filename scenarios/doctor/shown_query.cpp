#include "scenarios/doctor/shown_query.hpp"

#include <cctype>
#include <cstddef>

namespace sark::scenarios::doctor {

namespace {

constexpr std::size_t longest = 160;

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Reads a query from left to right. Whatever has no end reaches to the end of the text: the server
/// cuts long queries anywhere.
class Scanner {
 public:
    explicit Scanner(std::string_view query) : query_(query) {}

    std::string run() {
        while (at_ < query_.size()) step();
        return out_;
    }

 private:
    [[nodiscard]] bool sees(std::string_view text) const {
        return query_.substr(at_).starts_with(text);
    }

    void step() {
        const char c = query_[at_];
        if (sees("--"))
            skip_past("\n", 2);
        else if (sees("/*"))
            skip_comment();
        else if (c == '\'')
            skip_literal();
        else if (c == '"')
            copy_name();
        else if (c == '$' && (out_.empty() || !is_name(out_.back())))
            skip_dollars();
        else if (std::isspace(static_cast<unsigned char>(c)) != 0)
            blank(1);
        else
            out_ += query_[at_++];
    }

    void blank(std::size_t length) {
        at_ += length;
        if (!out_.empty() && out_.back() != ' ')
            out_ += ' ';
    }

    void skip_past(std::string_view end, std::size_t begin) {
        const std::size_t found = query_.find(end, at_ + begin);
        at_ = found == std::string_view::npos ? query_.size() : found + end.size();
        blank(0);
    }

    /// Comments nest.
    void skip_comment() {
        std::size_t depth = 0;
        do {
            if (sees("/*")) {
                ++depth;
                at_ += 2;
            } else if (sees("*/")) {
                --depth;
                at_ += 2;
            } else {
                ++at_;
            }
        } while (depth > 0 && at_ < query_.size());
        blank(0);
    }

    /// A backslash is taken for an escape in every literal: at worst too much is left out.
    void skip_literal() {
        out_ += "'...'";
        for (++at_; at_ < query_.size(); ++at_) {
            if (query_[at_] == '\\')
                ++at_;
            else if (sees("''"))
                ++at_;
            else if (query_[at_] == '\'')
                break;
        }
        at_ = at_ < query_.size() ? at_ + 1 : query_.size();
    }

    void copy_name() {
        std::size_t end = query_.find('"', at_ + 1);
        end = end == std::string_view::npos ? query_.size() : end + 1;
        out_ += query_.substr(at_, end - at_);
        at_ = end;
    }

    /// $1 stays; $tag$ … $tag$ goes.
    void skip_dollars() {
        std::size_t end = at_ + 1;
        while (end < query_.size() && is_name(query_[end])) ++end;
        const bool tag = end < query_.size() && query_[end] == '$' &&
                         std::isdigit(static_cast<unsigned char>(query_[at_ + 1])) == 0;
        if (!tag) {
            out_ += query_[at_++];
            return;
        }
        out_ += "$$...$$";
        const std::string_view delimiter = query_.substr(at_, end + 1 - at_);
        const std::size_t close = query_.find(delimiter, end + 1);
        at_ = close == std::string_view::npos ? query_.size() : close + delimiter.size();
    }

    std::string_view query_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

std::string shown_query(std::string_view query) {
    std::string text = Scanner(query).run();
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (text.size() <= longest)
        return text;
    std::size_t end = longest;
    // Never in the middle of a UTF-8 sequence.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

}  // namespace sark::scenarios::doctor
