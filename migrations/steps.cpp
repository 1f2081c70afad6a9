#include "migrations/steps.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "migrations/fnv1a.hpp"

namespace sark::migrations {
namespace {

struct FileName {
    std::string system;
    std::string id;
    bool up = false;
};

struct Pair {
    std::optional<std::string_view> up;
    std::optional<std::string_view> down;
};

Error bad_file(std::string_view file, std::string message, std::string hint = {}) {
    return {Errc::invalid_argument, std::move(message), std::string(file), std::move(hint)};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_id_char(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
}
bool is_extension_char(char c) {
    return is_id_char(c) || c == '-';
}
bool is_header_char(char c) {
    return (c >= 'a' && c <= 'z') || c == '-';
}

bool is_step_id(std::string_view id) {
    return id.size() > 5 && std::all_of(id.begin(), id.begin() + 4, is_digit) && id[4] == '_' &&
           std::all_of(id.begin() + 5, id.end(), is_id_char);
}

Result<FileName> parse_name(std::string_view file) {
    const auto slash = file.find('/');
    FileName name;
    std::string_view rest;
    if (slash != std::string_view::npos) {
        name.system = file.substr(0, slash);
        rest = file.substr(slash + 1);
    }
    for (const bool up : {true, false}) {
        const std::string_view suffix = up ? ".up.sql" : ".down.sql";
        if (rest.ends_with(suffix)) {
            name.up = up;
            name.id = rest.substr(0, rest.size() - suffix.size());
        }
    }
    if (!is_step_id(name.id))
        return bad_file(file, "not a migration step's file name",
                        "name it <system>/NNNN_<name>.up.sql and .down.sql");
    if (std::find(std::begin(systems), std::end(systems), name.system) == std::end(systems))
        return bad_file(file, fmt::format("unknown system \"{}\"", name.system));
    return name;
}

/// Reads one "-- word" or "-- word: value" line into the step; false at the first line that is not
/// one, which ends the headers.
Result<bool> read_header(std::string_view file, std::string_view line, Step& step) {
    if (!line.starts_with("-- "))
        return false;
    line.remove_prefix(3);
    const auto colon = line.find(':');
    const std::string_view word = line.substr(0, colon);
    if (word.empty() || !std::all_of(word.begin(), word.end(), is_header_char))
        return false;
    std::string_view value;
    if (colon != std::string_view::npos) {
        value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    }
    if (word == "no-transaction" && colon == std::string_view::npos) {
        step.transactional = false;
        return true;
    }
    if (word != "requires" && word != "unless")
        return bad_file(file, fmt::format("unknown header \"{}\"", line),
                        "headers are \"requires: EXTENSION\", \"unless: EXTENSION\" and "
                        "\"no-transaction\"");
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_extension_char))
        return bad_file(file, fmt::format("header \"{}\" names no extension", line));
    if (!step.requires_extension.empty() || !step.unless_extension.empty())
        return bad_file(file, "more than one condition");
    (word == "requires" ? step.requires_extension : step.unless_extension) = value;
    return true;
}

Result<void> read_headers(std::string_view file, std::string_view text, Step& step) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto more = read_header(file, text.substr(0, end), step);
        if (!more)
            return more.error();
        if (!*more || end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
    }
    return {};
}

Result<Step> make_step(const std::string& system, const std::string& id, const Pair& pair) {
    const std::string stem = system + "/" + id;
    if (!pair.up || pair.up->empty())
        return bad_file(stem + ".up.sql", "the step has no up file",
                        "every step needs an up and a down file");
    if (!pair.down || pair.down->empty())
        return bad_file(stem + ".down.sql", "the step has no down file",
                        "every step needs an up and a down file");
    Step step;
    step.system = system;
    step.id = id;
    step.up_sql = *pair.up;
    step.down_sql = *pair.down;
    step.checksum = checksum_of(step.up_sql, step.down_sql);
    const auto headers = read_headers(stem + ".up.sql", step.up_sql, step);
    if (!headers)
        return headers.error();
    return step;
}

}  // namespace

std::string checksum_of(std::string_view up_sql, std::string_view down_sql) {
    const std::uint64_t up_hash = fnv1a(up_sql);
    return fmt::format("{:016x}", fnv1a(down_sql, fnv1a(std::string_view("\0", 1), up_hash)));
}

Result<std::vector<Step>> load_steps(std::span<const embedded::File> files) {
    std::map<std::string, std::map<std::string, Pair>> found;
    for (const auto& file : files) {
        auto name = parse_name(file.name);
        if (!name)
            return name.error();
        Pair& pair = found[name->system][name->id];
        auto& side = name->up ? pair.up : pair.down;
        if (side)
            return bad_file(file.name, "the file is given twice");
        side = file.text;
    }
    std::vector<Step> steps;
    for (const std::string_view system : systems) {
        std::size_t number = 0;
        for (const auto& [id, pair] : found[std::string(system)]) {
            if (id.substr(0, 4) != fmt::format("{:04}", ++number))
                return bad_file(fmt::format("{}/{}", system, id),
                                fmt::format("expected step number {:04}", number),
                                "numbers run without gaps or duplicates within a system");
            auto step = make_step(std::string(system), id, pair);
            if (!step)
                return step.error();
            steps.push_back(std::move(*step));
        }
    }
    return steps;
}

std::vector<Step> shipped_steps() {
    // The files are part of the program and checked by its tests: failing here is a defect.
    return load_steps(embedded::migrations()).value();
}

}  // namespace sark::migrations
