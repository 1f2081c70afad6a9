#include "scenarios/language/trace_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include "core/base/embedded.hpp"
#include "core/base/suggestion.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/trace_time.hpp"
#include "workloads/data/hash.hpp"

namespace sark::scenarios::language {
namespace {

using workloads::TraceEntry;

constexpr std::string_view shipped_prefix = "shipped:";

/// What is wrong with a line.
struct LineFault {
    std::string message;
    std::string hint;
};
template <class T>
using OrFault = std::variant<T, LineFault>;

/// The texts of one line.
struct Fields {
    std::string time;
    std::string operation;
    std::string key;  ///< Empty: none.
};

LineFault bad_time(std::string_view text) {
    return {"\"" + std::string(text) + "\" is not a time",
            "seconds such as 12.5, or an instant such as 2026-01-31T12:00:00Z; milliseconds are "
            "refused"};
}

/// A row number as it is; any other text hashed.
std::optional<std::uint64_t> key_of(const std::string& text) {
    if (text.empty())
        return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size())
        return number;
    return workloads::hash_text(text);
}

/// Checks lines one after another and keeps what they say.
class TraceReader {
 public:
    explicit TraceReader(const std::vector<std::string>& operations) : operations_(operations) {}

    std::optional<LineFault> add(const Fields& fields) {
        const auto time = parse_trace_time(fields.time);
        if (!time)
            return bad_time(fields.time);
        if (entries_.empty()) {
            absolute_ = time->absolute;
            begin_ = absolute_ ? time->time : Nanos{0};
        }
        if (time->absolute != absolute_)
            return LineFault{"the time " + fields.time + " is not of the kind of the first line's",
                             "seconds from the start, or instants: not both in one trace"};
        const Nanos offset = time->time - begin_;
        if (!entries_.empty() && offset < entries_.back().offset)
            return LineFault{"the time " + fields.time + " lies before that of the line above",
                             "sort the trace by time"};
        const auto found = std::find(operations_.begin(), operations_.end(), fields.operation);
        if (found == operations_.end())
            return LineFault{"the load has no operation \"" + fields.operation + "\"",
                             suggestion(fields.operation, operations_)};
        if (entries_.size() == trace_entries_max)
            return LineFault{"more than " + std::to_string(trace_entries_max) + " requests",
                             "cut the trace"};
        entries_.push_back(
            {offset, static_cast<std::uint32_t>(found - operations_.begin()), key_of(fields.key)});
        return std::nullopt;
    }

    [[nodiscard]] std::vector<TraceEntry> take() { return std::move(entries_); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
    const std::vector<std::string>& operations_;
    std::vector<TraceEntry> entries_;
    Nanos begin_{0};
    bool absolute_ = false;
};

OrFault<Fields> split_csv(std::string_view line, bool has_key) {
    if (line.find('"') != std::string_view::npos)
        return LineFault{"quoted fields are not read",
                         "write JSON lines where a text needs quotes"};
    std::vector<std::string> parts(1);
    for (const char c : line) {
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    if (parts.size() != (has_key ? 3U : 2U))
        return LineFault{"has " + std::to_string(parts.size()) + " fields, not those of the header",
                         has_key ? "time,operation,key: leave an absent key empty after its comma"
                                 : "time,operation"};
    return Fields{parts[0], parts[1], has_key ? parts[2] : ""};
}

/// A JSON number or string as a text; absent for anything else.
std::optional<std::string> text_of(const Node& node) {
    if (node.text() != nullptr)
        return *node.text();
    if (const auto* whole = std::get_if<std::uint64_t>(&node.value))
        return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&node.value); real != nullptr && *real >= 0.0) {
        // Fixed notation; doubles know instants of the epoch to a quarter of a microsecond.
        std::array<char, 400> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *real,
                                       std::chars_format::fixed)
                             .ptr;
        return std::string(digits.data(), end);
    }
    return std::nullopt;
}

OrFault<Fields> split_json(std::string_view line) {
    FaultList duplicates("");
    const auto read = read_json(line, duplicates);
    const Node* node = std::get_if<Node>(&read);
    if (node == nullptr || node->object() == nullptr || !duplicates.empty())
        return LineFault{
            node == nullptr ? "not JSON" : "not a JSON object without repeated members",
            R"({"time": 1.5, "operation": "api.health", "key": 7})"};
    const std::vector<std::string> known = {"time", "operation", "key"};
    Fields fields;
    std::string* const targets[] = {&fields.time, &fields.operation, &fields.key};
    for (const auto& [name, member] : *node->object()) {
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end())
            return LineFault{"unknown member \"" + name + "\"", suggestion(name, known)};
        const auto text = text_of(member);
        const bool is_key = name == "key";
        if (!text && !(is_key && std::holds_alternative<std::nullptr_t>(member.value)))
            return LineFault{"the " + name + " is neither a number nor a text: " + shown(member),
                             ""};
        *targets[found - known.begin()] = text.value_or("");
    }
    if (fields.time.empty() || fields.operation.empty())
        return LineFault{"a line needs its time and its operation",
                         R"({"time": 1.5, "operation": "api.health"})"};
    return fields;
}

std::optional<LineFault> check_header(std::string_view line) {
    if (line == "time,operation" || line == "time,operation,key")
        return std::nullopt;
    return LineFault{"the first line is neither JSON nor the header of a trace",
                     "time,operation,key"};
}

Result<std::string> read_trace_file(const std::filesystem::path& path) {
    std::error_code status;
    if (!std::filesystem::is_regular_file(path, status))
        return Error{Errc::not_found, "there is no such trace", path.string(),
                     "paths count from the folder of the scenario"};
    if (std::filesystem::file_size(path, status) > trace_bytes_max)
        return Error{Errc::invalid_scenario,
                     "the trace has more than " + std::to_string(trace_bytes_max) + " bytes",
                     path.string(), "cut it"};
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file)
        return Error{Errc::io, "the trace cannot be read", path.string(), "check its permissions"};
    return text;
}

}  // namespace

Result<std::vector<TraceEntry>> parse_trace(std::string_view text, const std::string& source_name,
                                            const std::vector<std::string>& operations) {
    TraceReader reader(operations);
    bool begun = false, is_json = false, has_key = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            continue;
        std::optional<LineFault> fault;
        const bool is_header = !begun && !line.starts_with('{');
        is_json = begun ? is_json : !is_header;
        begun = true;
        if (is_header) {
            fault = check_header(line);
            has_key = line.ends_with(",key");
        } else {
            auto fields = is_json ? split_json(line) : split_csv(line, has_key);
            if (auto* bad = std::get_if<LineFault>(&fields))
                fault = std::move(*bad);
            else
                fault = reader.add(std::get<Fields>(fields));
        }
        if (fault)
            return Error{Errc::invalid_scenario, std::move(fault->message),
                         source_name + ":" + std::to_string(number), std::move(fault->hint)};
    }
    if (reader.empty())
        return Error{Errc::invalid_scenario, "the trace holds no request", source_name, ""};
    return reader.take();
}

Result<std::vector<TraceEntry>> load_trace(const std::string& file,
                                           const std::string& scenario_name,
                                           const std::vector<std::string>& operations) {
    if (!file.starts_with(shipped_prefix)) {
        const auto path = std::filesystem::path(scenario_name).parent_path() / file;
        const auto text = read_trace_file(path);
        return text ? parse_trace(*text, path.string(), operations)
                    : Result<std::vector<TraceEntry>>(text.error());
    }
    const std::string name = file.substr(shipped_prefix.size());
    std::vector<std::string> names;
    for (const embedded::File& trace : embedded::traces()) {
        names.emplace_back(trace.name);
        if (trace.name == name)
            return parse_trace(trace.text, file, operations);
    }
    return Error{Errc::not_found, "there is no shipped trace \"" + name + "\"", "",
                 suggestion(name, names)};
}

}  // namespace sark::scenarios::language
