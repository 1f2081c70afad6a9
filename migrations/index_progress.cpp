#include "migrations/index_progress.hpp"

#include <charconv>
#include <chrono>
#include <string>
#include <utility>

#include "core/postgres/session.hpp"

namespace sark::migrations {
namespace {

constexpr auto look_every = std::chrono::milliseconds(200);

constexpr const char* progress_sql = R"(
SELECT CASE WHEN index_relid <> 0 THEN index_relid::regclass::text END, phase,
       blocks_done, blocks_total, tuples_done, tuples_total
FROM pg_stat_progress_create_index WHERE pid = $1)";

std::uint64_t number(const postgres::Value& value) {
    std::uint64_t parsed = 0;
    const std::string text = value.value_or("");
    std::from_chars(text.data(), text.data() + text.size(), parsed);
    return parsed;
}

}  // namespace

ProgressWatch::ProgressWatch(std::unique_ptr<postgres::Session> session, int builder_pid,
                             std::function<void(const IndexProgress&)> on_progress)
    : session_(std::move(session)),
      builder_pid_(builder_pid),
      on_progress_(std::move(on_progress)),
      thread_([this] { watch(); }) {}

ProgressWatch::~ProgressWatch() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void ProgressWatch::watch() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (ending_.wait_for(lock, look_every, [this] { return ended_; }))
                return;
        }
        const auto seen = session_->execute(progress_sql, {std::to_string(builder_pid_)});
        if (!seen)
            return;
        for (const auto& row : seen->rows)
            on_progress_({row[0].value_or(""), row[1].value_or(""), number(row[2]), number(row[3]),
                          number(row[4]), number(row[5])});
    }
}

}  // namespace sark::migrations
