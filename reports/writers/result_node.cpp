#include "reports/writers/result_node.hpp"

#include <cmath>
#include <cstdio>
#include <ctime>

#include <nlohmann/json.hpp>

namespace sark::reports {

ResultNode::ResultNode(const nlohmann::ordered_json* value, std::string pointer,
                       std::optional<Error>& fault)
    : value_(value), pointer_(std::move(pointer)), fault_(&fault) {}

ResultNode ResultNode::operator[](const std::string& key) const {
    const std::string pointer = pointer_ + "/" + key;
    if (value_ == nullptr)
        return {nullptr, pointer, *fault_};
    const auto found = value_->is_object() ? value_->find(key) : value_->end();
    if (!value_->is_object() || found == value_->end()) {
        ResultNode missing{nullptr, pointer, *fault_};
        missing.fail("is missing");
        return missing;
    }
    return {&*found, pointer, *fault_};
}

bool ResultNode::has(const std::string& key) const {
    return value_ != nullptr && value_->is_object() && value_->contains(key);
}

std::vector<ResultNode> ResultNode::items() const {
    std::vector<ResultNode> nodes;
    if (expect(value_ != nullptr && value_->is_array(), "must be an array"))
        for (std::size_t i = 0; i < value_->size(); ++i)
            nodes.emplace_back(&(*value_)[i], pointer_ + "/" + std::to_string(i), *fault_);
    return nodes;
}

std::vector<std::pair<std::string, ResultNode>> ResultNode::members() const {
    std::vector<std::pair<std::string, ResultNode>> nodes;
    if (expect(value_ != nullptr && value_->is_object(), "must be an object"))
        for (const auto& [key, value] : value_->items())
            nodes.emplace_back(key, ResultNode(&value, pointer_ + "/" + key, *fault_));
    return nodes;
}

std::string ResultNode::text() const {
    const bool ok = value_ != nullptr && value_->is_string();
    return expect(ok, "must be a string") ? value_->get<std::string>() : std::string();
}

std::uint64_t ResultNode::count() const {
    const bool ok = value_ != nullptr && value_->is_number_unsigned();
    return expect(ok, "must be a whole number >= 0") ? value_->get<std::uint64_t>() : 0;
}

bool ResultNode::flag() const {
    const bool ok = value_ != nullptr && value_->is_boolean();
    return expect(ok, "must be true or false") && value_->get<bool>();
}

double ResultNode::number() const {
    const bool ok = value_ != nullptr && value_->is_number();
    return expect(ok, "must be a number") ? value_->get<double>() : 0.0;
}

bool ResultNode::is_null() const {
    return value_ != nullptr && value_->is_null();
}

std::optional<double> ResultNode::maybe_number() const {
    return is_null() ? std::nullopt : std::optional<double>(number());
}

Nanos ResultNode::seconds() const {
    const double value = number();
    const bool ok = value >= 0.0 && value < 1e9;
    return expect(ok, "must be seconds from 0 to 1e9") ? Nanos(std::llround(value * 1e9))
                                                       : Nanos{0};
}

workloads::Histogram ResultNode::histogram(const workloads::Histogram::Layout& layout) const {
    auto decoded = workloads::decode_v2(text());
    if (!expect(decoded.has_value(), "is not a V2 histogram"))
        return workloads::Histogram(layout);
    if (!expect(decoded->layout() == layout, "has another bucket layout"))
        return workloads::Histogram(layout);
    return std::move(decoded).value();
}

UtcTime ResultNode::instant() const {
    std::tm parts{};
    int milliseconds = 0;
    const std::string value = text();
    const int fields =
        std::sscanf(value.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &parts.tm_year, &parts.tm_mon,
                    &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &milliseconds);
    if (!expect(fields == 7, "must be a UTC instant like 2026-11-21T07:38:20.123Z"))
        return {};
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return std::chrono::system_clock::from_time_t(timegm(&parts)) +
           std::chrono::milliseconds(milliseconds);
}

std::string ResultNode::json_text() const {
    if (value_ == nullptr)
        return {};
    return value_->is_string() ? value_->get<std::string>() : value_->dump(2);
}

void ResultNode::fail(const std::string& what) const {
    if (!*fault_)
        *fault_ = Error{Errc::invalid_argument, what, pointer_, ""};
}

bool ResultNode::expect(bool condition, const char* what) const {
    if (!condition)
        fail(what);
    return condition;
}

}  // namespace sark::reports
