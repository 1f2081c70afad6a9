#include "scenarios/environment/postgres_probe.hpp"

#include <memory>
#include <sstream>

#include <libpq-fe.h>

namespace sark::scenarios {

namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

std::string value_of(const PQconninfoOption* options, const std::string& keyword) {
    for (; options->keyword != nullptr; ++options) {
        if (keyword == options->keyword && options->val != nullptr)
            return options->val;
    }
    return "";
}

/// Splits at commas, keeping empty elements: libpq reads those as the default socket.
std::vector<std::string> elements(const std::string& list) {
    std::vector<std::string> result;
    std::istringstream in(list);
    for (std::string element; std::getline(in, element, ',');) result.push_back(element);
    if (list.empty() || list.back() == ',')
        result.emplace_back();
    return result;
}

std::string without_line_ends(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

/// libpq's own message may quote a password.
Error unreadable() {
    return {Errc::invalid_argument, "the PostgreSQL connection string cannot be read", "",
            "write it as postgresql://user@host/database or host=... dbname=..."};
}

}  // namespace

Result<std::vector<std::string>> libpq_environment(const std::string& dsn) {
    char* fault = nullptr;
    const Options options(PQconninfoParse(dsn.c_str(), &fault), &PQconninfoFree);
    PQfreemem(fault);
    if (options == nullptr)
        return unreadable();
    std::vector<std::string> variables;
    for (const PQconninfoOption* one = options.get(); one->keyword != nullptr; ++one)
        if (one->val != nullptr && one->envvar != nullptr)
            variables.push_back(std::string(one->envvar) + "=" + one->val);
    return variables;
}

Result<std::vector<std::string>> hosts_of_dsn(const std::string& dsn,
                                              const EnvironmentLookup& environment) {
    char* fault = nullptr;
    const Options options(PQconninfoParse(dsn.c_str(), &fault), &PQconninfoFree);
    PQfreemem(fault);
    if (options == nullptr)
        return unreadable();
    const auto given = [&](const char* keyword, const char* variable) {
        const std::string value = value_of(options.get(), keyword);
        const char* fallback = environment(variable);
        return !value.empty() || fallback == nullptr ? value : std::string(fallback);
    };
    if (!given("service", "PGSERVICE").empty())
        return Error{Errc::unsafe,
                     "the PostgreSQL connection string uses a service name, so its host cannot be "
                     "checked",
                     "", "name the host in the connection string and unset PGSERVICE"};
    const std::string addresses = given("hostaddr", "PGHOSTADDR");
    const std::string names = given("host", "PGHOST");
    if (addresses.empty())
        return elements(names);
    std::vector<std::string> result = elements(addresses);
    const std::vector<std::string> named = elements(names);
    for (std::size_t i = 0; i < result.size(); ++i) {
        if (result[i].empty() && i < named.size())
            result[i] = named[i];
    }
    return result;
}

bool postgres_answers(const std::string& dsn) {
    return PQping(dsn.c_str()) == PQPING_OK;
}

Result<void> run_statement(const std::string& dsn, const std::string& sql) {
    const Connection connection(PQconnectdb(dsn.c_str()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return Error{
            Errc::unavailable,
            "cannot connect to PostgreSQL: " + without_line_ends(PQerrorMessage(connection.get())),
            "", ""};
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return Error{Errc::unavailable,
                     "PostgreSQL refused a statement: " +
                         without_line_ends(PQerrorMessage(connection.get())),
                     "", ""};
    return {};
}

}  // namespace sark::scenarios
