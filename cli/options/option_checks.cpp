#include "cli/options/option_checks.hpp"

#include <string>

#include <CLI/CLI.hpp>

namespace sark::cli {

void refuse_empty(CLI::Option& option) {
    option.check([](const std::string& value) {
        return value.empty() ? std::string("is empty: say where, or leave the option out")
                             : std::string();
    });
}

void refuse_negative(CLI::Option& option) {
    option.check([](const std::string& value) {
        return value.starts_with('-') ? value + " is not between 0 and 18446744073709551615"
                                      : std::string();
    });
}

}  // namespace sark::cli
