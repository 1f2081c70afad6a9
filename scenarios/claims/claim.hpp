#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "migrations/index_set.hpp"
#include "workloads/data/dataset.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios {

/// A value for $1, $2, … of a statement: a text, or the key of a seeded row drawn anew each time.
struct ClaimArgument {
    std::string text;
    std::optional<workloads::Entity> entity;
    bool by_name = false;  ///< The row's name rather than its id.
};

/// What an arm asks an API server of the reference core, and how that server is set up.
struct ClaimRequest {
    /// An HTTP operation. Its keys are of the rows that there are: a greater count means all.
    workloads::OperationSpec operation;
    unsigned times = 1;     ///< Requests of one execution, one after another,
    unsigned at_once = 1;   ///< or so many of them at a time, over as many connections.
    unsigned threads = 16;  ///< Of the server.
    std::vector<std::pair<std::string, std::string>> serve;  ///< Further options of its `serve`.
};

/// One side of a claim: a statement and the state that the database is in while it runs. Indexes
/// that the side must not have are dropped in the transaction of its round, which is rolled back.
/// Or a request, and the server that answers it.
struct ClaimArm {
    std::string label;
    std::string sql;                      ///< Empty with a redis_key and with a request.
    std::optional<ClaimRequest> request;  ///< Both arms of a claim have one, or neither.
    std::vector<ClaimArgument> arguments;
    std::vector<std::string> then;      ///< Further statements of the same request.
    std::string for_each;               ///< Run for each row of `sql`: its first column is $1.
    std::string redis_key;              ///< Reads this key instead; it holds arm A's answer.
    bool connect_each = false;          ///< Over a connection opened for it and closed; with
                                        ///< requests, for each of them.
    std::vector<std::string> settings;  ///< "name = value", for the transaction.
    std::optional<migrations::IndexSet> set;  ///< Of the claim's tables; absent: all there are.
    std::optional<std::vector<std::string>> only;  ///< Of the claim's tables, these indexes alone.
    std::vector<std::string> without;              ///< All but these.
    std::string plan;  ///< What the document says its plan holds, e.g. "Seq Scan"; empty: nothing.
};

/// How much of the arms' answers must be the same.
enum class ClaimAnswers : std::uint8_t {
    same_rows,   ///< Every row, in any order.
    same_count,  ///< As many rows: a LIMIT without an order may pick others.
    different,   ///< The rewrite answers another question; `difference` says how.
    unchecked,   ///< Nothing is answered (an insert).
};

/// A document's statement that B is quicker than A, as data: scenarios/claims/*.json.
struct Claim {
    std::string name;              ///< "v2.metadata_containment"
    std::vector<std::string> ids;  ///< Rows of the requirements.
    std::string title;
    std::string source;
    std::string claimed;              ///< In the document's words.
    std::optional<double> ratio;      ///< A takes so many times as long as B, at least.
    std::optional<double> saving_ms;  ///< A takes so many milliseconds longer than B, at least.
    std::vector<std::string> systems;
    std::vector<std::string> tables;   ///< Whose indexes the arms choose from.
    std::vector<std::string> prepare;  ///< SQL before the measurement, committed,
    std::vector<std::string> restore;  ///< and what undoes it.
    ClaimAnswers answers = ClaimAnswers::same_rows;
    std::string difference;
    std::string note;  ///< What a reader must know to read the figure.
    /// Of requests: the values of this member, wherever it stands, are the rows of an answer;
    /// empty: each answer as a whole is one.
    std::string rows;
    bool redis = false;  ///< The arms' servers have a Redis.
    bool opa = false;    ///< An OPA that allows all at once decides for them, not the rules.
    std::array<ClaimArm, 2> arms;

    [[nodiscard]] bool needs_redis() const noexcept {
        return redis || !arms[0].redis_key.empty() || !arms[1].redis_key.empty();
    }
    [[nodiscard]] bool needs_api() const noexcept { return arms[0].request.has_value(); }
};

}  // namespace sark::scenarios
