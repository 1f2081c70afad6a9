#include "core/http/requests/plain_evaluations.hpp"

#include <string>

#include "core/http/uuid.hpp"

namespace sark::http {

namespace {

class Scanner {
 public:
    explicit Scanner(std::string_view text) : text_(text) {}

    /// The character, after any blanks.
    bool take(char wanted) {
        skip_blanks();
        if (at_ == text_.size() || text_[at_] != wanted)
            return false;
        ++at_;
        return true;
    }

    bool at_end() {
        skip_blanks();
        return at_ == text_.size();
    }

    std::optional<std::string_view> text() {
        if (!take('"'))
            return std::nullopt;
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
        const std::string_view found = text_.substr(begin, at_ - begin);
        if (at_ == text_.size() || text_[at_] != '"')
            return std::nullopt;
        ++at_;
        return found;
    }

 private:
    static bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' ||
                                      text_[at_] == '\r' || text_[at_] == '\t'))
            ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// A member that stands once and is within its bounds.
bool read_text(Scanner& scanner, std::optional<std::string_view>& value, std::size_t longest) {
    if (value)
        return false;
    value = scanner.text();
    return value && value->size() <= longest;
}

std::optional<EvaluateRequest> read_one(Scanner& scanner) {
    std::optional<std::string_view> user_id;
    std::optional<std::string_view> action;
    std::optional<std::string_view> tool;
    bool has_parameters = false;
    if (!scanner.take('{'))
        return std::nullopt;
    do {
        const auto key = scanner.text();
        if (!key || !scanner.take(':'))
            return std::nullopt;
        bool is_read = false;
        if (*key == "user_id")
            is_read = read_text(scanner, user_id, 64);
        else if (*key == "action")
            is_read = read_text(scanner, action, 100);
        else if (*key == "tool")
            is_read = read_text(scanner, tool, 255);
        else if (*key == "parameters" && !has_parameters)
            is_read = has_parameters = scanner.take('{') && scanner.take('}');
        if (!is_read)
            return std::nullopt;
    } while (scanner.take(','));
    if (!scanner.take('}') || !action || action->empty() || (user_id && !is_uuid(*user_id)))
        return std::nullopt;
    EvaluateRequest request;
    request.user_id = lower_uuid(user_id.value_or(nil_uuid));
    request.action = *action;
    request.tool = tool.value_or("");
    return request;
}

}  // namespace

std::optional<EvaluateRequest> read_plain_evaluation(std::string_view body) {
    Scanner scanner(body);
    auto request = read_one(scanner);
    return request && scanner.at_end() ? std::move(request) : std::nullopt;
}

std::optional<std::vector<EvaluateRequest>> read_plain_evaluations(std::string_view body) {
    Scanner scanner(body);
    std::vector<EvaluateRequest> requests;
    if (!scanner.take('['))
        return std::nullopt;
    do {
        auto request = read_one(scanner);
        if (!request || requests.size() == batch_max)
            return std::nullopt;
        requests.push_back(*std::move(request));
    } while (scanner.take(','));
    if (!scanner.take(']') || !scanner.at_end())
        return std::nullopt;
    return requests;
}

}  // namespace sark::http
