#include "scenarios/evidence/plan_expectation.hpp"

#include <algorithm>
#include <array>

#include "core/base/suggestion.hpp"

namespace sark::scenarios {

namespace {

using Kind = PlanExpectation::Kind;

struct Word {
    std::string_view word;
    Kind kind;
    bool takes_name;
};
constexpr std::array<Word, 8> words = {{{"index_scan", Kind::index_scan, true},
                                        {"index_only_scan", Kind::index_only_scan, true},
                                        {"bitmap_scan", Kind::bitmap_scan, true},
                                        {"seq_scan", Kind::seq_scan, true},
                                        {"no_seq_scan", Kind::no_seq_scan, true},
                                        {"nested_loop", Kind::nested_loop, false},
                                        {"hash_join", Kind::hash_join, false},
                                        {"merge_join", Kind::merge_join, false}}};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

Error unknown_word(std::string_view word) {
    std::vector<std::string> known;
    for (const Word& one : words) known.emplace_back(one.word);
    return {Errc::invalid_argument, "\"" + std::string(word) + "\" is nothing to expect of a plan",
            "", suggestion(word, known)};
}

/// "public.users" and "users" name the same; "app.users" and "api.users" do not.
bool same_table(const std::string& relation, const std::string& name) {
    return relation == name ||
           (name.find('.') == std::string::npos && relation.ends_with("." + name));
}

/// "Hash Join", "Hash Left Join", but not "Hash"; an inner "Nested Loop" has no "Join" in its name.
bool has_join(const std::vector<PlanNode>& shape, const std::string& method) {
    return std::ranges::any_of(shape, [&method](const PlanNode& node) {
        return (node.type.starts_with(method + " ") && node.type.ends_with(" Join")) ||
               (node.type == "Nested Loop" && node.type == method);
    });
}

bool scans_index(const PlanNode& node, const PlanExpectation& expectation) {
    const bool plain = node.type == "Index Scan";
    const bool alone = node.type == "Index Only Scan";
    const bool bitmap = node.type == "Bitmap Index Scan";
    const bool kind = expectation.kind == Kind::index_only_scan ? alone
                      : expectation.kind == Kind::bitmap_scan   ? bitmap
                                                                : plain || alone || bitmap;
    return kind && (expectation.name.empty() || node.index == expectation.name);
}

bool reads_whole_table(const std::vector<PlanNode>& shape, const std::string& name) {
    return std::ranges::any_of(shape, [&name](const PlanNode& node) {
        return node.type == "Seq Scan" && (name.empty() || same_table(node.relation, name));
    });
}

}  // namespace

Result<PlanExpectation> parse_plan_expectation(std::string_view text) {
    const std::string_view all = trimmed(text);
    const std::string_view word = all.substr(0, all.find(' '));
    const std::string_view name = trimmed(all.substr(word.size()));
    const auto found = std::ranges::find(words, word, &Word::word);
    if (found == words.end())
        return unknown_word(word);
    if (!name.empty() && !found->takes_name)
        return Error{Errc::invalid_argument,
                     "a " + std::string(word) + " has no name, found \"" + std::string(name) + "\"",
                     "", "write \"" + std::string(word) + "\" alone"};
    if (name.find(' ') != std::string_view::npos)
        return Error{Errc::invalid_argument,
                     "expected one name behind " + std::string(word) + ", found \"" +
                         std::string(name) + "\"",
                     "", "one operation has one expectation"};
    return PlanExpectation{found->kind, std::string(name)};
}

bool plan_meets(const PlanExpectation& expectation, const std::vector<PlanNode>& shape) {
    switch (expectation.kind) {
        case Kind::index_scan:
        case Kind::index_only_scan:
        case Kind::bitmap_scan:
            return std::ranges::any_of(shape, [&expectation](const PlanNode& node) {
                return scans_index(node, expectation);
            });
        case Kind::seq_scan:
            return reads_whole_table(shape, expectation.name);
        case Kind::no_seq_scan:
            return !reads_whole_table(shape, expectation.name);
        case Kind::nested_loop:
            return has_join(shape, "Nested Loop");
        case Kind::hash_join:
            return has_join(shape, "Hash");
        case Kind::merge_join:
            return has_join(shape, "Merge");
    }
    return false;
}

}  // namespace sark::scenarios
