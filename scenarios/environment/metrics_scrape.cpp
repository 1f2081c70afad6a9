#include "scenarios/environment/metrics_scrape.hpp"

#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

#include <httplib.h>

namespace sark::scenarios {

namespace {

/// The series whose name `wanted` accepts by the type that is declared.
template <class Wanted>
std::map<std::string, double> parse_series(std::string_view exposition, const Wanted& wanted) {
    std::map<std::string, double> series;
    std::set<std::string, std::less<>> names;
    std::istringstream in{std::string(exposition)};
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("# TYPE ", 0) == 0) {
            std::istringstream words(line.substr(7));
            std::string name;
            std::string kind;
            if (!(words >> name >> kind))
                continue;
            names.merge(wanted(name, kind));
            continue;
        }
        if (line.empty() || line.front() == '#')
            continue;
        // Label values may hold blanks and braces: the series ends at the last '}' or first blank.
        const std::size_t brace = line.rfind('}');
        const std::size_t end = brace != std::string::npos ? brace + 1 : line.find_first_of(" \t");
        if (end == std::string::npos ||
            !names.contains(line.substr(0, line.find('{') < end ? line.find('{') : end)))
            continue;
        char* stop = nullptr;
        const double value = std::strtod(line.c_str() + end, &stop);
        if (stop != line.c_str() + end && std::isfinite(value))
            series[line.substr(0, end)] = value;
    }
    return series;
}

Result<std::string> scrape(const std::string& url) {
    httplib::Client client(url);
    client.set_tcp_nodelay(true);
    client.set_connection_timeout(1, 0);
    client.set_read_timeout(1, 0);
    const auto response = client.Get("/metrics");
    if (!response)
        return Error{Errc::unavailable, "no metrics: " + httplib::to_string(response.error()), url,
                     ""};
    if (response->status != 200)
        return Error{Errc::protocol,
                     "no metrics: the server answered " + std::to_string(response->status), url,
                     ""};
    return response->body;
}

}  // namespace

std::map<std::string, double> parse_counters(std::string_view exposition) {
    return parse_series(exposition, [](const std::string& name, const std::string& kind) {
        std::set<std::string, std::less<>> names;
        if (kind == "counter")
            names = {name};
        else if (kind == "histogram")
            names = {name + "_sum", name + "_count"};
        return names;
    });
}

std::map<std::string, double> parse_gauges(std::string_view exposition) {
    return parse_series(exposition, [](const std::string& name, const std::string& kind) {
        return kind == "gauge" ? std::set<std::string, std::less<>>{name}
                               : std::set<std::string, std::less<>>{};
    });
}

Result<std::map<std::string, double>> scrape_counters(const std::string& url) {
    const auto text = scrape(url);
    if (!text)
        return text.error();
    return parse_counters(*text);
}

Result<std::map<std::string, double>> scrape_gauges(const std::string& url) {
    const auto text = scrape(url);
    if (!text)
        return text.error();
    return parse_gauges(*text);
}

}  // namespace sark::scenarios
