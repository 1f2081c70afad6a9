#include "migrations/index_set.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "migrations/migrator.hpp"
#include "migrations/statements.hpp"
#include "migrations/steps.hpp"

namespace sark::migrations {
namespace {

struct FileName {
    std::string system;
    IndexSet set = IndexSet::none;
    std::string extension;
};

Error bad_file(std::string_view file, std::string message, std::string hint = {}) {
    return {Errc::invalid_argument, std::move(message), std::string(file), std::move(hint)};
}

Result<FileName> parse_name(std::string_view file) {
    constexpr std::string_view folder = "/indexes/";
    constexpr std::string_view suffix = ".sql";
    const auto at = file.find(folder);
    if (at == std::string_view::npos || !file.ends_with(suffix))
        return bad_file(file, "not an index file's name",
                        "name it <system>/indexes/<set>[.<extension>].sql");
    FileName name;
    name.system = file.substr(0, at);
    std::string_view stem = file.substr(at + folder.size());
    stem.remove_suffix(suffix.size());
    const auto dot = stem.find('.');
    if (dot != std::string_view::npos)
        name.extension = stem.substr(dot + 1);
    const auto set = parse_index_set(stem.substr(0, dot));
    if (!set || *set == IndexSet::none)
        return bad_file(file, fmt::format("unknown index set \"{}\"", stem.substr(0, dot)));
    name.set = *set;
    if (std::find(std::begin(systems), std::end(systems), name.system) == std::end(systems))
        return bad_file(file, fmt::format("unknown system \"{}\"", name.system));
    return name;
}

/// Takes the next word off the text.
std::string_view take_word(std::string_view& text) {
    constexpr std::string_view blanks = " \n";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
}

/// Name and table of "CREATE [UNIQUE] INDEX name ON table"; empty when it is something else.
std::pair<std::string_view, std::string_view> created_by(std::string_view statement) {
    if (take_word(statement) != "CREATE")
        return {};
    auto word = take_word(statement);
    if (word == "UNIQUE")
        word = take_word(statement);
    if (word != "INDEX")
        return {};
    const auto name = take_word(statement);
    if (take_word(statement) != "ON")
        return {};
    return {name, take_word(statement)};
}

Result<void> read_file(const embedded::File& file, std::vector<IndexDefinition>& definitions) {
    const auto name = parse_name(file.name);
    if (!name)
        return name.error();
    bool commentable = false;
    for (const std::string_view statement : split_statements(file.text)) {
        const auto [index, table] = created_by(statement);
        if (!index.empty() && table.starts_with(name->system + ".")) {
            definitions.push_back({name->system, std::string(index), std::string(table),
                                   std::string(statement), "", name->extension, name->set, ""});
            commentable = true;
            continue;
        }
        if (!commentable ||
            !statement.starts_with("COMMENT ON INDEX " + name->system + "." +
                                   definitions.back().name) ||
            !definitions.back().comment_sql.empty())
            return bad_file(file.name,
                            fmt::format("not an index of {}: {}", name->system,
                                        statement.substr(0, statement.find('\n'))),
                            "a statement is CREATE [UNIQUE] INDEX name ON system.table …, or a "
                            "COMMENT on the index before it");
        definitions.back().comment_sql = statement;
    }
    return {};
}

}  // namespace

std::optional<IndexSet> parse_index_set(std::string_view name) noexcept {
    for (std::size_t i = 0; i < std::size(index_set_names); ++i)
        if (index_set_names[i] == name)
            return static_cast<IndexSet>(i);
    return std::nullopt;
}

Result<std::vector<IndexDefinition>> load_indexes(std::span<const embedded::File> files) {
    std::vector<IndexDefinition> definitions;
    for (const auto& file : files)
        if (const auto read = read_file(file, definitions); !read)
            return read.error();
    std::set<std::pair<std::string_view, std::string_view>> names;
    for (auto& definition : definitions) {
        definition.checksum = checksum_of(definition.sql, definition.comment_sql);
        if (!names.insert({definition.system, definition.name}).second)
            return bad_file(definition.system,
                            fmt::format("index {} is defined twice", definition.name));
    }
    std::stable_sort(definitions.begin(), definitions.end(), [](const auto& a, const auto& b) {
        return std::pair(std::find(std::begin(systems), std::end(systems), a.system), a.first_in) <
               std::pair(std::find(std::begin(systems), std::end(systems), b.system), b.first_in);
    });
    return definitions;
}

std::vector<IndexDefinition> shipped_indexes() {
    // The files are part of the program and checked by its tests: failing here is a defect.
    return load_indexes(embedded::index_sets()).value();
}

bool belongs_to(const IndexDefinition& definition, IndexSet set) noexcept {
    if (set == IndexSet::bad || definition.first_in == IndexSet::bad)
        return definition.first_in == set;
    return definition.first_in <= set;
}

}  // namespace sark::migrations
