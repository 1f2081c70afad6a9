#include "reports/judgement/server_time.hpp"

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

void append(std::string& reason, const std::string& sentence) {
    reason += (reason.empty() ? "" : "; ") + sentence;
}

}  // namespace

void qualify_server_time(const Measured& measured, Judgement& judged) {
    if (!measured.told)
        return;
    const Measured::Told& told = *measured.told;
    if (told.all()) {
        judged.measured_at = "server: what its answers tell (Server-Timing)";
        return;
    }
    if (told.answers == 0) {
        judged.measured_at = "client, sent to done: an upper bound of the server's own time";
        append(judged.reason,
               "no answer told the server's own time: this is the service time at the client, an "
               "upper bound");
    } else {
        judged.measured_at =
            "server where its answers tell (Server-Timing), else client: an upper bound";
        append(judged.reason,
               fmt::format("{} of {} ok answers told the server's own time, the others count as "
                           "slower: an upper bound",
                           format_count(told.answers), format_count(told.ok)));
    }
    if (judged.verdict != RowVerdict::fail || measured.among_failures)
        return;
    judged.verdict = RowVerdict::inconclusive;
    append(judged.reason, "an upper bound above the limit does not prove a miss");
}

}  // namespace sark::reports
