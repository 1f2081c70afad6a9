#pragma once

#include <map>
#include <string>
#include <vector>

#include "migrations/index_statements.hpp"
#include "migrations/index_switch.hpp"

namespace sark::migrations {

/// Brings the indexes of one system to a set. The caller holds the WorkLock and has made sure that
/// the database is ours; the session must outlive it.
class IndexBuilder {
 public:
    enum class Mode : std::uint8_t {
        at_once,       ///< One transaction and plain statements: for tables that nobody uses yet.
        concurrently,  ///< Writers go on; see switch_indexes().
    };

    IndexBuilder(postgres::Session& session, std::string system, const IndexWork& work, Mode mode)
        : session_(session), system_(std::move(system)), work_(work), mode_(mode) {}

    [[nodiscard]] Result<std::vector<IndexReport>> apply(IndexSet set);

 private:
    using Action = IndexReport::Action;
    struct Found {
        bool valid = false;
        bool attached = false;  ///< It is a part of a partitioned table's index.
        std::string definition;
    };
    struct Record {
        std::string checksum;
        std::string definition;
    };

    Result<void> read_state();
    Result<void> read_forms();
    Result<void> change(IndexSet set);
    /// Empty: it may stay as it is.
    std::string reason_to_drop(const IndexDefinition& definition, IndexSet set) const;
    Result<bool> extension(const std::string& name);
    Result<void> drop(const IndexDefinition& definition, const std::string& reason);
    Result<void> drop_orphans(const IndexDefinition& definition);
    Result<void> create(const IndexDefinition& definition);
    Result<void> build(const IndexDefinition& definition);
    Result<void> build_by_form(const IndexDefinition& definition);
    Result<void> build_parts(const IndexDefinition& definition);
    Result<void> record(const IndexDefinition& definition);
    void clean_up(const IndexDefinition& definition);
    Result<void> run(const std::string& sql);
    /// For statements that need a strong lock for a moment: gives way to writers every second, so
    /// that none queues behind it for longer, and tries again.
    Result<void> run_briefly(const std::string& sql);
    TableForm form(const std::string& table) const;
    void report(const IndexDefinition& definition, Action action, std::string reason = {},
                Nanos elapsed = Nanos{0});

    postgres::Session& session_;
    std::string system_;
    const IndexWork& work_;
    Mode mode_;
    int lock_attempts_ = 60;
    std::map<std::string, Found> found_;      ///< Every index of the schema.
    std::map<std::string, Record> recorded_;  ///< What we built, as of the ledger.
    std::map<std::string, TableForm> forms_;  ///< Tables that are not plain.
    std::map<std::string, bool> extensions_;
    std::vector<IndexReport> reports_;
};

}  // namespace sark::migrations
