#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/writers/ci/ci_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::string_view head_columns = "time,run,revision,outcome";
constexpr std::size_t head_size = 4;

/// Column names stay plain words, since readers name them in their configuration.
std::string plain(std::string_view text) {
    std::string word = printable(text);
    std::ranges::replace_if(
        word, [](char c) { return c == ',' || c == '"' || c == '\'' || c == ' '; }, '_');
    return word;
}

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields;
    std::size_t begin = 0;
    for (std::size_t at = line.find(','); at != std::string::npos; at = line.find(',', begin)) {
        fields.push_back(line.substr(begin, at - begin));
        begin = at + 1;
    }
    fields.push_back(line.substr(begin));
    return fields;
}

}  // namespace

Result<std::string> with_history_line(const std::string& before, const HistoryHead& head,
                                      const std::vector<BenchmarkPoint>& points) {
    std::map<std::string, double> values;
    std::string columns(head_columns);
    for (const BenchmarkPoint& point : points) {
        const std::string column = plain(point.benchmark + "." + point.measure);
        values[column] = point.value;
        columns += "," + column;
    }
    std::string text = before.empty() ? columns + "\n" : before;
    if (!text.ends_with('\n'))
        text += '\n';
    const std::vector<std::string> known = split(text.substr(0, text.find('\n')));
    const bool ours = text.starts_with(std::string(head_columns) + ",");
    for (const auto& [column, value] : values)
        if (!ours || std::ranges::find(known, column) == known.end())
            return Error{Errc::conflict,
                         ours ? "this history has no column " + column
                              : std::string("this file is no history of sark-bench"),
                         "", "begin another file: what is measured has changed"};
    const std::string key = plain(head.run);
    for (std::size_t at = text.find('\n'); at + 1 < text.size(); at = text.find('\n', at + 1)) {
        const auto fields = split(text.substr(at + 1, text.find('\n', at + 1) - at - 1));
        if (fields.size() > 1 && fields[1] == key)
            return text;
    }
    text += fmt::format("{},{},{},{}", plain(head.time), key, plain(head.revision),
                        plain(head.outcome));
    for (std::size_t i = head_size; i < known.size(); ++i) {
        const auto value = values.find(known[i]);
        text += value == values.end() ? std::string(",nan") : fmt::format(",{}", value->second);
    }
    return text + "\n";
}

}  // namespace sark::reports
