#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"

namespace sark {

/// Where a setting's value came from, for the report's environment block (REQUIREMENTS X-13).
struct SettingSource {
    std::string setting;  ///< e.g. "pool_size"
    std::string value;
    std::string source;  ///< "default" | "scenario" | "command line" | "environment NAME"
};

/// Finds settings in the places where a user may put them and remembers where each was found.
/// Precedence: command line, environment variables in the order given, scenario, default.
/// Stops at the first bad value: Errc::invalid_argument naming the setting, the text and its
/// source.
class SettingReader {
 public:
    /// `environment` returns a variable's value or null; an empty value counts as unset.
    explicit SettingReader(std::function<const char*(const char*)> environment);

    /// What command line and scenario say about one setting.
    template <class T>
    struct Given {
        std::optional<T> command_line;
        std::optional<T> scenario;
    };

    /// Sets `value`, which holds the default. Values are whole numbers up to 10,000, seconds up to
    /// a year, or true/false (1/0, yes/no, on/off).
    void read(const char* setting, const Given<unsigned>& given,
              std::initializer_list<const char*> variables, unsigned& value, unsigned minimum = 0);
    void read(const char* setting, const Given<double>& given,
              std::initializer_list<const char*> variables, double& value);
    void read(const char* setting, const Given<bool>& given,
              std::initializer_list<const char*> variables, bool& value);

    std::optional<Error> error;
    std::vector<SettingSource> sources;

 private:
    template <class T>
    void resolve(const char* setting, const Given<T>& given,
                 std::initializer_list<const char*> variables, T& value, T minimum);
    std::function<const char*(const char*)> environment_;
};

}  // namespace sark
