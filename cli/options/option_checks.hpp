#pragma once

namespace CLI {
class Option;
}

namespace sark::cli {

/// Refuses an empty value: --dsn "$UNSET" must not come to mean a private server.
void refuse_empty(CLI::Option& option);

/// Refuses what begins with a minus sign, which the parser would wrap round to a huge number.
void refuse_negative(CLI::Option& option);

}  // namespace sark::cli
