#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/time.hpp"
#include "workloads/data/dataset.hpp"
#include "workloads/data/distribution.hpp"

namespace sark::workloads {

/// One value of a request, drawn per arrival as a pure function of (seed, arrival index).
struct KeyParameter {  ///< A seeded row's key.
    Entity entity = Entity::server;
    std::uint64_t count = 1;  ///< Rows to choose from.
    Distribution distribution;
    enum class Form : std::uint8_t { id, name, index } form = Form::id;
};
struct IntegerParameter {  ///< min..max inclusive.
    std::int64_t min = 0;
    std::int64_t max = 0;
    Distribution distribution;
};
struct ChoiceParameter {  ///< One of the values, by weight.
    std::vector<std::string> values;
    std::vector<double> weights;  ///< As many as values; all 1 when the user gives none.
};
struct UniqueParameter {  ///< Never repeated within a run.
    enum class Form : std::uint8_t { uuid, text } form = Form::uuid;
    std::string prefix;  ///< For text: prefix + run id + "-" + arrival index.
};
struct ParameterSpec {
    std::string name;  ///< Referred to as ${name} in templates.
    std::variant<KeyParameter, IntegerParameter, ChoiceParameter, UniqueParameter> source;
};

/// The most items of an HttpOperation's repeated body, decisions of policy.decide_batch and events
/// of audit.append_batch.
inline constexpr std::uint64_t http_repeat_max = 1'000;

/// The most headers that one answer may be expected to have.
inline constexpr std::size_t http_headers_max = 8;

/// An HTTP request; path, header values and body are templates.
struct HttpOperation {
    std::string method = "GET";
    std::string path = "/";  ///< Origin form, query included.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    /// Not empty: the body is one item of a JSON list that has this many, each with draws of its
    /// own; a number or one ${integer parameter}, 1 to http_repeat_max.
    std::string repeat{};
    int expect_status = 200;
    std::string expect_contains;  ///< Literal that the body must contain; empty: any body.
    std::string expect_excludes;  ///< Literal that makes the answer wrong; empty: none.
    /// Literal by which an answer with the expected status says that the target failed: the
    /// outcome is failed_closed. Empty: none.
    std::string expect_failure{};
    /// Headers that the answer must have with just this value, at most http_headers_max.
    std::vector<std::pair<std::string, std::string>> expect_headers{};
};
/// One prepared statement; `arguments` are templates for $1, $2, … in text form.
struct PostgresOperation {
    std::string sql;
    std::vector<std::string> arguments;
    std::uint64_t expect_rows_min = 0;  ///< Rows returned, or affected when nothing is returned.
    std::optional<std::uint64_t> expect_rows_max;
    bool audit_database = false;  ///< Runs against the audit DSN when that is another database.
    bool connect_each = false;    ///< Opens a connection for each request and closes it behind it.
    std::string expect_plan;      ///< What its plan is to do, e.g. "index_scan users_pkey"; empty:
                                  ///< anything. Judged after the run.
};
/// One Redis command; every word is a template.
struct RedisOperation {
    std::vector<std::string> command;
    enum class Expect : std::uint8_t { any, not_nil, ok, equals } expect = Expect::any;
    std::string expect_value;
};
/// A call of the reference core in this process.
struct CoreOperation {
    std::string call;  ///< One of core_calls() (workloads/drivers/core_driver.hpp).
    std::vector<std::string> arguments;  ///< Templates, in the call's own order.
};

enum class DriverKind : std::uint8_t { http, postgres, redis, core };
inline constexpr std::array<std::string_view, 4> driver_names = {"http", "postgres", "redis",
                                                                 "core"};

/// What one operation does, complete and validated. Index into `request` equals DriverKind's value.
struct OperationSpec {
    std::string name;
    std::string summary;
    double weight = 1.0;
    std::vector<ParameterSpec> parameters;
    std::variant<HttpOperation, PostgresOperation, RedisOperation, CoreOperation> request;

    [[nodiscard]] DriverKind driver() const noexcept {
        return static_cast<DriverKind>(request.index());
    }
};

}  // namespace sark::workloads
