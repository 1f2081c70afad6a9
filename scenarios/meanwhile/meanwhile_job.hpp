#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios {

/// Where something happens beside the load.
struct MeanwhilePlace {
    std::string dsn;                  ///< Of the server itself, not of a pooler before it.
    std::filesystem::path directory;  ///< Takes the dump; empty: it is thrown away.
};

/// Does one of the things of a "meanwhile" list, and puts the database back as it was.
class MeanwhileJob {
 public:
    /// `number` tells jobs of one list apart.
    MeanwhileJob(MeanwhileSpec spec, std::size_t number)
        : spec_(std::move(spec)), number_(number) {}

    /// Does it on a session of its own. `stopped` is asked between steps; a single long statement
    /// is ended by cancel(). Returns what it came to, in words.
    [[nodiscard]] Result<std::string> run(const MeanwhilePlace& place,
                                          const std::function<bool()>& stopped);
    /// From another thread: ends the statement that run() waits for, if any.
    void cancel(const MeanwhilePlace& place) const;
    /// Removes what it made. Call when run() has returned.
    void undo(const MeanwhilePlace& place) const;

    [[nodiscard]] const MeanwhileSpec& spec() const noexcept { return spec_; }
    /// The statement of create_index, vacuum and sql.
    [[nodiscard]] std::string statement() const;

 private:
    [[nodiscard]] Result<std::string> run_statement(postgres::Session& session) const;
    [[nodiscard]] Result<std::string> bloat(postgres::Session& session,
                                            const std::function<bool()>& stopped) const;
    [[nodiscard]] Result<std::string> lock(postgres::Session& session,
                                           const std::function<bool()>& stopped) const;
    [[nodiscard]] Result<std::string> dump(const MeanwhilePlace& place,
                                           const std::function<bool()>& stopped) const;
    [[nodiscard]] std::string index_name() const;

    MeanwhileSpec spec_;
    std::size_t number_;
    std::atomic<int> backend_{0};  ///< That runs a statement; 0: none.
};

}  // namespace sark::scenarios
