#include "scenarios/meanwhile/meanwhile_run.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <poll.h>

namespace sark::scenarios {

/// One of the list; `happening` belongs to the thread until it is joined.
struct MeanwhileRun::Task {
    Task(const MeanwhileSpec& spec, std::size_t number) : job(spec, number) {
        happening.name = spec.name;
        happening.kind = meanwhile_names[static_cast<std::size_t>(spec.kind)];
        happening.planned = spec.at;
    }

    void run(const MeanwhilePlace& place, TimePoint window, const std::stop_token& stop) {
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait_until(lock, stop, window + job.spec().at, [] { return false; });
        if (stop.stop_requested())
            return;
        happening.begin = std::chrono::steady_clock::now() - window;
        auto done = job.run(place, [&stop] { return stop.stop_requested(); });
        happening.end = std::chrono::steady_clock::now() - window;
        if (done) {
            // What repeats itself ends in order when the run does, but not as planned.
            const bool early =
                stop.stop_requested() && happening.end < happening.begin + job.spec().length;
            happening.outcome = early ? Happening::Outcome::cut_short : Happening::Outcome::done;
            happening.detail = *std::move(done);
        } else {
            happening.outcome =
                stop.stop_requested() ? Happening::Outcome::cut_short : Happening::Outcome::failed;
            happening.detail = describe(done.error());
        }
    }

    MeanwhileJob job;
    Happening happening;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::atomic<bool> over{false};
    std::jthread thread;
};

MeanwhileRun::MeanwhileRun(const std::vector<MeanwhileSpec>& list, MeanwhilePlace place)
    : place_(std::move(place)) {
    for (const MeanwhileSpec& spec : list)
        if (spec.kind != MeanwhileSpec::Kind::fault)
            tasks_.push_back(std::make_unique<Task>(spec, tasks_.size()));
}

MeanwhileRun::~MeanwhileRun() {
    end_all();
}

void MeanwhileRun::begin(TimePoint window) {
    for (const auto& task : tasks_)
        if (!task->thread.joinable())
            task->thread = std::jthread(
                [&place = place_, one = task.get(), window](const std::stop_token& stop) {
                    one->run(place, window, stop);
                    one->over = true;
                });
}

void MeanwhileRun::end_all() {
    for (const auto& task : tasks_) {
        if (!task->thread.joinable())
            continue;
        task->thread.request_stop();
        // Again, because a statement may begin just after it was not there to be cancelled.
        for (; !task->over; poll(nullptr, 0, 20)) task->job.cancel(place_);
        task->thread.join();
        task->job.undo(place_);
    }
}

std::vector<Happening> MeanwhileRun::finish() {
    end_all();
    std::vector<Happening> happenings;
    for (const auto& task : tasks_) happenings.push_back(task->happening);
    tasks_.clear();
    return happenings;
}

}  // namespace sark::scenarios
