#include "core/postgres/session.hpp"

#include <pqxx/pqxx>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <libpq-fe.h>

#include "core/postgres/binary_copy.hpp"
#include "core/postgres/copy_stream.hpp"
#include "core/postgres/dsn.hpp"
#include "core/postgres/session_errors.hpp"

#if PQXX_VERSION_MAJOR < 7 && defined(__SANITIZE_ADDRESS__)
// libpqxx 6 leaks the PGresult of the statement during which a connection is lost: it asks for the
// connection's encoding, which throws, before anything owns the result.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:PQmakeEmptyPGresult";
}
#endif

namespace sark::postgres {
namespace {

#if PQXX_VERSION_MAJOR >= 7
/// libpqxx's connection, and libpq's below it for what libpqxx does not do.
class Connection {
 public:
    explicit Connection(const std::string& dsn)
        : raw_(PQconnectdb(dsn.c_str())), pqxx_(pqxx::connection::seize_raw_connection(raw_)) {}
    [[nodiscard]] pqxx::connection& pqxx() noexcept { return pqxx_; }
    [[nodiscard]] PGconn* raw() const noexcept { return raw_; }

 private:
    PGconn* raw_;
    pqxx::connection pqxx_;
};
#else
/// Remembers the connection that it opens.
class RememberingPolicy : public pqxx::connect_direct {
 public:
    using connect_direct::connect_direct;
    handle do_startconnect(handle opened) override {
        raw = connect_direct::do_startconnect(opened);
        return raw;
    }
    handle raw = nullptr;
};

/// libpqxx's connection, and libpq's below it for what libpqxx does not do.
class Connection : private RememberingPolicy, private pqxx::connection_base {
 public:
    explicit Connection(const std::string& dsn)
        : RememberingPolicy(dsn),
          pqxx::connection_base(static_cast<pqxx::connectionpolicy&>(*this)) {
        init();
    }
    ~Connection() noexcept override { close(); }
    [[nodiscard]] pqxx::connection_base& pqxx() noexcept { return *this; }
    [[nodiscard]] PGconn* raw() const noexcept { return RememberingPolicy::raw; }
};
#endif

#if PQXX_VERSION_MAJOR >= 7
pqxx::params bound(const Values& values) {
    pqxx::params parameters;
    parameters.append_multi(values);
    return parameters;
}
#else
/// Pointers into `values` (null: NULL), the form in which libpqxx 6 takes a variable number.
class BoundValues {
 public:
    explicit BoundValues(const Values& values) {
        pointers_.reserve(values.size());
        for (const Value& value : values) pointers_.push_back(value ? value->c_str() : nullptr);
    }
    [[nodiscard]] auto dynamic() const { return pqxx::prepare::make_dynamic_params(pointers_); }

 private:
    std::vector<const char*> pointers_;
};
#endif

Rows to_rows(const pqxx::result& result) {
    Rows rows;
    const auto width = result.columns();
    rows.columns.reserve(width);
    for (auto column = decltype(width){0}; column < width; ++column)
        rows.columns.emplace_back(result.column_name(column));
    rows.rows.reserve(static_cast<std::size_t>(result.size()));
    for (const auto& row : result) {
        Values& values = rows.rows.emplace_back();
        values.reserve(width);
        for (const auto& field : row) {
            if (field.is_null())
                values.emplace_back();
            else
                values.emplace_back(std::in_place, field.c_str(), field.size());
        }
    }
    rows.affected = static_cast<std::uint64_t>(result.affected_rows());
    return rows;
}

Error holds_nul(const std::string& what) {
    return {Errc::invalid_argument, what + " holds a NUL byte, which PostgreSQL cannot store", "",
            ""};
}

/// Which value holds a NUL byte, counted from 1; 0 when none does.
std::size_t position_of_nul(const Values& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] && values[i]->find('\0') != std::string::npos)
            return i + 1;
    return 0;
}

}  // namespace

struct Session::State {
    std::unique_ptr<Connection> connection;
    std::unique_ptr<pqxx::work> work;  ///< Inside transaction().
    bool work_failed = false;          ///< It can only roll back.
    bool dead = false;
    bool prepares = true;
    int backend_pid = 0;
    std::string sqlstate;
    std::unordered_map<std::string, std::string> prepared;  ///< SQL by name.

    Error fail(const std::exception& exception) {
        Failure failure = explain(exception);
        dead = dead || failure.connection_lost;
        work_failed = true;
        sqlstate = std::move(failure.sqlstate);
        return std::move(failure.error);
    }

    Result<void> ready() {
        sqlstate.clear();
        if (dead)
            return Error{Errc::unavailable, "the connection to PostgreSQL was lost before", "", ""};
        if (work && work_failed)
            return Error{Errc::conflict, "the transaction failed and can only be rolled back", "",
                         ""};
        return {};
    }

    /// Runs one statement in the open transaction or in autocommit; `read` makes its answer.
    template <class Statement, class Read>
    auto run(const Values& parameters, const Statement& statement, const Read& read)
        -> Result<decltype(read(std::declval<pqxx::result>()))> {
        if (auto usable = ready(); !usable)
            return std::move(usable).error();
        if (const std::size_t position = position_of_nul(parameters); position != 0)
            return holds_nul("parameter " + std::to_string(position));
        try {
            if (work)
                return read(statement(*work));
            pqxx::nontransaction autocommit(connection->pqxx());
            return read(statement(autocommit));
        } catch (const std::exception& exception) {
            return fail(exception);
        }
    }

    template <class Read>
    auto run_once(const std::string& sql, const Values& parameters, const Read& read)
        -> Result<decltype(read(std::declval<pqxx::result>()))> {
        if (sql.find('\0') != std::string::npos)
            return holds_nul("the statement");
        const auto statement = [&](pqxx::transaction_base& transaction) {
            if (parameters.empty())
                return transaction.exec(sql);
#if PQXX_VERSION_MAJOR >= 7
            return transaction.exec_params(sql, bound(parameters));
#else
            return transaction.exec_params(sql, BoundValues(parameters).dynamic());
#endif
        };
        return run(parameters, statement, read);
    }

    /// COPY inside the open transaction.
    Result<std::uint64_t> copy(const std::string& table, const std::vector<std::string>& columns,
                               const std::function<bool(Values&)>& next) {
        try {
            CopyStream stream(*work, table, columns);
            Values row(columns.size());
            std::uint64_t count = 0;
            std::optional<Error> refusal;
            for (row.resize(columns.size()); !refusal && next(row); row.resize(columns.size())) {
                const std::size_t position = position_of_nul(row);
                if (position != 0)
                    refusal = holds_nul("row " + std::to_string(count + 1) + ", column " +
                                        std::to_string(position));
                else if (row.size() != columns.size())
                    refusal = Error{Errc::invalid_argument,
                                    "row " + std::to_string(count + 1) + " has " +
                                        std::to_string(row.size()) + " values for " +
                                        std::to_string(columns.size()) + " columns",
                                    "", ""};
                else
                    stream.write(row);
                ++count;
            }
            stream.complete();
            if (!refusal)
                return count;
            work_failed = true;
            return std::move(*refusal);
        } catch (const pqxx::failure& exception) {
            return fail(exception);
        }
    }

    /// COPY in the binary form inside the open transaction.
    Result<std::uint64_t> copy_binary(const std::string& table,
                                      const std::vector<std::string>& columns,
                                      const std::function<Result<bool>(std::string&)>& next) {
        try {
            BinaryCopy copy(connection->raw(), table, columns);
            auto copied = copy.copy_all(next);
            work_failed = work_failed || !copied;
            return copied;
        } catch (const pqxx::failure& exception) {
            return fail(exception);
        }
    }

    /// Runs a COPY inside the open transaction, or in one of its own.
    template <class Copy>
    Result<std::uint64_t> in_transaction(Session& session, const Copy& copy) {
        if (auto usable = ready(); !usable)
            return std::move(usable).error();
        if (work)
            return copy();
        std::uint64_t count = 0;
        auto done = session.transaction([&]() -> Result<void> {
            auto copied = copy();
            if (!copied)
                return std::move(copied).error();
            count = *copied;
            return {};
        });
        if (!done)
            return std::move(done).error();
        return count;
    }
};

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(const std::string& dsn,
                                               const SessionOptions& options) {
    const auto prepared = prepare_dsn(dsn, options.statement_timeout);
    if (!prepared)
        return prepared.error();
    auto state = std::make_unique<State>();
    state->prepares = options.prepared;
    try {
        state->connection = std::make_unique<Connection>(prepared->text);
#if PQXX_VERSION_MAJOR < 7
        // libpqxx 6 would silently go on with a new backend after a loss. Deprecated because 7
        // never does that.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        state->connection->pqxx().inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
        state->backend_pid = state->connection->pqxx().backendpid();
    } catch (const std::exception& exception) {
        return Error{Errc::unavailable, scrub(first_line(exception.what()), prepared->secrets),
                     redact_dsn(dsn), "check that PostgreSQL runs there, and user and password"};
    }
    return std::unique_ptr<Session>(new Session(std::move(state)));
}

Result<Rows> Session::execute(const std::string& sql, const Values& parameters) {
    return state_->run_once(sql, parameters, to_rows);
}

Result<std::uint64_t> Session::count_rows(const std::string& sql, const Values& parameters) {
    return state_->run_once(sql, parameters, [](const pqxx::result& result) {
        return static_cast<std::uint64_t>(result.columns() > 0 ? result.size()
                                                               : result.affected_rows());
    });
}

Result<Rows> Session::execute_prepared(const std::string& name, const std::string& sql,
                                       const Values& parameters) {
    if (!state_->prepares)
        return execute(sql, parameters);
    const auto known = state_->prepared.find(name);
    if (known != state_->prepared.end() && known->second != sql)
        return Error{Errc::internal, "another statement was prepared under this name", name, ""};
    const auto statement = [&](pqxx::transaction_base& transaction) {
        if (known == state_->prepared.end()) {
            transaction.conn().prepare(name, sql);
            state_->prepared.emplace(name, sql);
        }
#if PQXX_VERSION_MAJOR >= 7
        return transaction.exec_prepared(name, bound(parameters));
#else
        return transaction.exec_prepared(name, BoundValues(parameters).dynamic());
#endif
    };
    return state_->run(parameters, statement, to_rows);
}

Result<void> Session::transaction(const std::function<Result<void>()>& body) {
    State& state = *state_;
    if (auto usable = state.ready(); !usable)
        return usable;
    if (state.work)
        return Error{Errc::internal, "transactions do not nest", "", ""};
    state.work_failed = false;
    struct RollBack {
        State& state;
        ~RollBack() { state.work.reset(); }
    } const roll_back{state};
    try {
        state.work = std::make_unique<pqxx::work>(state.connection->pqxx());
    } catch (const std::exception& exception) {
        return state.fail(exception);
    }
    if (auto done = body(); !done)
        return done;
    if (state.work_failed)
        return Error{Errc::conflict, "a statement of the transaction failed: it was rolled back",
                     "", ""};
    try {
        state.work->commit();
    } catch (const std::exception& exception) {
        return state.fail(exception);
    }
    return {};
}

Result<std::uint64_t> Session::copy_in(const std::string& table,
                                       const std::vector<std::string>& columns,
                                       const std::function<bool(Values&)>& next) {
    return state_->in_transaction(*this, [&] { return state_->copy(table, columns, next); });
}

Result<std::uint64_t> Session::copy_in_binary(
    const std::string& table, const std::vector<std::string>& columns,
    const std::function<Result<bool>(std::string&)>& next) {
    return state_->in_transaction(*this, [&] { return state_->copy_binary(table, columns, next); });
}

bool Session::ping() {
    return execute("SELECT 1").has_value();
}

bool Session::alive() const noexcept {
    return !state_->dead;
}

const std::string& Session::last_sqlstate() const noexcept {
    return state_->sqlstate;
}

std::string Session::quote_name(const std::string& name) const {
    return quoted_name(name);
}

std::string Session::quote(const std::string& literal) const {
    // E'' so that backslashes mean the same whatever standard_conforming_strings says.
    std::string out = "E'";
    for (const char c : literal) {
        if (c == '\'' || c == '\\')
            out += c;
        out += c;
    }
    return out + "'";
}

int Session::backend_pid() const noexcept {
    return state_->backend_pid;
}

}  // namespace sark::postgres
