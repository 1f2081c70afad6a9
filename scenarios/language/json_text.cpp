#include "scenarios/language/json_text.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

namespace sark::scenarios::language {
namespace {

constexpr std::size_t depth_max = 64;
constexpr std::size_t values_max = 20'000;

/// How far the lexer has read, shared by all copies of the iterator.
struct Progress {
    std::size_t consumed = 0;
};

/// Input iterator over the text that counts what was consumed: the library reports positions only
/// for syntax errors, and we want the line of every value.
class CountingIterator {
 public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, Progress* progress) : at_(at), progress_(progress) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++progress_->consumed;
        return *this;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
    bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
    const char* at_;
    Progress* progress_;
};

/// Builds the tree and notices duplicate keys, of which the library would keep the last one.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
    TreeBuilder(std::string_view text, const Progress& progress, FaultList& faults)
        : text_(text), progress_(progress), faults_(faults) {}

    bool null() override { return put(nullptr, 0); }
    bool boolean(bool value) override { return put(value, 0); }
    // A number ends where the lexer sees the character behind it.
    bool number_integer(number_integer_t value) override {
        return put(static_cast<std::int64_t>(value), 1);
    }
    bool number_unsigned(number_unsigned_t value) override {
        return put(static_cast<std::uint64_t>(value), 1);
    }
    bool number_float(number_float_t value, const string_t&) override { return put(value, 1); }
    bool string(string_t& value) override { return put(std::move(value), 0); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Node::Object{}); }
    bool start_array(std::size_t) override { return open(Node::Array{}); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        Frame& frame = stack_.back();
        frame.key = name;
        frame.key_place = place(0);
        if (!frame.keys.insert(name).second)
            faults_.add(frame.key_place, pointer() + pointer_step(name),
                        "key \"" + name + "\" is there twice", "keep one of them");
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception& exception) override {
        error_offset_ = position == 0 ? 0 : position - 1;
        error_ = exception.what();
        return false;
    }

    [[nodiscard]] Node take() { return std::move(root_); }
    /// Why reading stopped.
    [[nodiscard]] Error error() const {
        if (refusal_.empty())
            return syntax_error();
        return {Errc::invalid_scenario, refusal_,
                faults_.source_name() + ":" + std::to_string(line_of(progress_.consumed)), ""};
    }

 private:
    /// An object or array whose end is still to come.
    struct Frame {
        Node node;
        std::set<std::string> keys;
        std::string key;  // of the member that comes next
        Place key_place;
    };

    [[nodiscard]] Error syntax_error() const {
        const std::string_view before = text_.substr(0, std::min(error_offset_, text_.size()));
        const auto line_start = before.rfind('\n');
        const std::size_t column =
            before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
        return {Errc::invalid_scenario, "not valid JSON: " + reason(),
                faults_.source_name() + ":" + std::to_string(line_of(before.size())) + ":" +
                    std::to_string(column),
                hint(before)};
    }
    [[nodiscard]] unsigned line_of(std::size_t offset) const {
        const std::string_view before = text_.substr(0, offset);
        return static_cast<unsigned>(std::count(before.begin(), before.end(), '\n')) + 1;
    }

    Place place(std::size_t lookahead) {
        // Counted onwards from the last place, so that reading stays linear.
        const std::size_t offset = progress_.consumed - std::min(progress_.consumed, lookahead);
        for (; scanned_ < offset; ++scanned_) line_ += text_[scanned_] == '\n' ? 1U : 0U;
        return {next_order_++, line_, {}};
    }

    template <class V>
    bool put(V&& value, std::size_t lookahead) {
        attach({std::forward<V>(value), place(lookahead)});
        return within_bounds();
    }

    bool open(decltype(Node::value) empty) {
        stack_.push_back({{std::move(empty), place(0)}, {}, {}, {}});
        return within_bounds();
    }

    bool within_bounds() {
        if (stack_.size() > depth_max)
            refusal_ = "nested more than " + std::to_string(depth_max) + " levels deep";
        else if (next_order_ > values_max)
            refusal_ = "more than " + std::to_string(values_max) + " keys and values";
        return refusal_.empty();
    }

    bool close() {
        Node node = std::move(stack_.back().node);
        stack_.pop_back();
        attach(std::move(node));
        return true;
    }

    void attach(Node node) {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& parent = stack_.back();
        if (auto* items = parent.node.array()) {
            items->push_back(std::move(node));
        } else if (parent.node.find(parent.key) == nullptr) {
            node.place = parent.key_place;  // a member is where its key is
            parent.node.object()->emplace_back(parent.key, std::move(node));
        }
    }

    [[nodiscard]] std::string pointer() const {
        std::string text;
        for (std::size_t i = 0; i + 1 < stack_.size(); ++i) {
            const Frame& frame = stack_[i];
            const auto* items = frame.node.array();
            text +=
                items != nullptr ? "/" + std::to_string(items->size()) : pointer_step(frame.key);
        }
        return text;
    }

    /// What the library says, without its identifiers and the position that we print ourselves.
    [[nodiscard]] std::string reason() const {
        std::string text = error_;
        if (const auto at = text.find("while parsing "); at != std::string::npos)
            text = text.substr(at);
        else if (const auto bracket = text.find("] "); bracket != std::string::npos)
            text = text.substr(bracket + 2);
        const auto read = text.find("; last read: ");
        const auto expected = text.rfind("; expected ");
        if (read != std::string::npos)
            text = text.substr(0, read) +
                   (expected != std::string::npos && expected > read ? text.substr(expected) : "");
        return text;
    }

    [[nodiscard]] std::string hint(std::string_view before) const {
        if (text_.empty())
            return "the file is empty";
        if (before.ends_with('/') || text_.substr(before.size()).starts_with('/') ||
            text_.substr(before.size()).starts_with('#'))
            return "JSON has no comments";
        return {};
    }

    std::string_view text_;
    const Progress& progress_;
    FaultList& faults_;
    std::vector<Frame> stack_;
    Node root_;
    std::size_t next_order_ = 0;
    std::size_t scanned_ = 0;
    unsigned line_ = 1;
    std::size_t error_offset_ = 0;
    std::string error_;
    std::string refusal_;  // which of our bounds was passed
};

nlohmann::ordered_json to_library(const Node& node) {
    return std::visit(
        [](const auto& value) -> nlohmann::ordered_json {
            using V = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<V, Node::Array>) {
                auto items = nlohmann::ordered_json::array();
                for (const Node& item : value) items.push_back(to_library(item));
                return items;
            } else if constexpr (std::is_same_v<V, Node::Object>) {
                auto members = nlohmann::ordered_json::object();
                for (const auto& [key, member] : value) members[key] = to_library(member);
                return members;
            } else {
                return value;
            }
        },
        node.value);
}

}  // namespace

std::variant<Node, Error> read_json(std::string_view text, FaultList& faults) {
    if (text.size() > document_bytes_max)
        return Error{Errc::invalid_scenario,
                     "the document has " + std::to_string(text.size()) + " bytes; at most " +
                         std::to_string(document_bytes_max) + " are read",
                     faults.source_name(), ""};
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    Progress progress;
    TreeBuilder builder(text, progress, faults);
    const CountingIterator begin(text.data(), &progress);
    const CountingIterator end(text.data() + text.size(), &progress);
    if (nlohmann::json::sax_parse(begin, end, &builder))
        return builder.take();
    return builder.error();
}

std::string write_json(const Node& node, Layout layout) {
    return to_library(node).dump(layout == Layout::indented ? 2 : -1, ' ', false,
                                 nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace sark::scenarios::language
