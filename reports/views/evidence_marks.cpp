#include "reports/views/evidence_marks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

using scenarios::Activity;
using scenarios::ActivitySlice;

/// The stretches in which `holds` does.
template <class Holds>
void add_marks(const Activity& activity, const std::string& what, const Holds& holds,
               std::vector<EvidenceMark>& marks) {
    bool open = false;
    for (const ActivitySlice& slice : activity.slices) {
        if (!holds(slice)) {
            open = false;
            continue;
        }
        // A slice without a sample in between ends a stretch as well.
        const bool touches = open && slice.at_s - marks.back().to_s < activity.slice_s / 2.0;
        if (!touches)
            marks.push_back({what, slice.at_s, slice.at_s});
        marks.back().to_s = slice.at_s + activity.slice_s;
        open = true;
    }
}

}  // namespace

std::vector<EvidenceMark> marks_of(const scenarios::RunResult& run) {
    std::vector<EvidenceMark> marks;
    if (!run.server.activity)
        return marks;
    const Activity& activity = *run.server.activity;
    add_marks(
        activity, "checkpoint", [](const ActivitySlice& slice) { return slice.checkpoint; }, marks);
    add_marks(
        activity, "autovacuum", [](const ActivitySlice& slice) { return slice.autovacuum > 0; },
        marks);
    add_marks(
        activity, "lock waits", [](const ActivitySlice& slice) { return slice.lock_waits > 0; },
        marks);
    return marks;
}

std::string marks_sentence(const std::vector<EvidenceMark>& marks) {
    std::string sentence;
    for (auto first = marks.begin(); first != marks.end();) {
        const auto last = std::find_if(first, marks.end(), [&first](const EvidenceMark& mark) {
            return mark.what != first->what;
        });
        double length = 0.0;
        for (auto mark = first; mark != last; ++mark) length += mark->to_s - mark->from_s;
        const auto times = last - first;
        sentence += fmt::format("{}{} for {:.1f} s ({}from {:.1f} s on)",
                                sentence.empty() ? "" : ", ", first->what, length,
                                times == 1 ? "" : fmt::format("{} times, ", times), first->from_s);
        first = last;
    }
    return sentence;
}

std::string activity_sentence(const scenarios::RunResult& run) {
    if (!run.server.activity || run.server.activity->slices.empty())
        return {};
    ActivitySlice most;
    for (const ActivitySlice& slice : run.server.activity->slices) {
        most.clients = std::max(most.clients, slice.clients);
        most.active = std::max(most.active, slice.active);
        most.waiting = std::max(most.waiting, slice.waiting);
        most.idle_in_transaction = std::max(most.idle_in_transaction, slice.idle_in_transaction);
    }
    const std::string marks = marks_sentence(marks_of(run));
    return fmt::format(
        "At most {} clients, {} active, {} waiting, {} idle in a transaction; {}.", most.clients,
        most.active, most.waiting, most.idle_in_transaction,
        marks.empty() ? std::string("no checkpoint, autovacuum or lock wait was seen") : marks);
}

}  // namespace sark::reports
