#include "cli/options/identity_options.hpp"

#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/options/arguments.hpp"
#include "core/http/uuid.hpp"
#include "core/token/secret_file.hpp"

namespace sark::cli {
namespace {

/// From the file when there is one, else from the variable; empty without either.
Result<std::string> secret(const std::string& file, const char* variable) {
    return file.empty() ? Result<std::string>(environment_value(variable)) : read_secret_file(file);
}

/// The same as one header's value.
Result<std::string> shown_secret(const std::string& file, const char* variable) {
    auto text = secret(file, variable);
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
    if (text && !std::ranges::all_of(*text, is_printable))
        return Error{Errc::invalid_argument, "it holds a blank or what is no printable character",
                     file.empty() ? variable : file, "put it on one line, with nothing else"};
    return text;
}

}  // namespace

void add_identity_options(CLI::App& command, IdentityFlags& flags) {
    command
        .add_option("--jwt-secret-file", flags.jwt_secret_file,
                    "Mint a bearer token with the API's HS256 secret in this file (or in "
                    "SARK_JWT_SECRET)")
        ->type_name("FILE");
    command
        .add_option("--token-file", flags.token_file,
                    "Show the API the bearer token in this file (or in SARK_TOKEN)")
        ->type_name("FILE");
    command
        .add_option("--api-key-file", flags.api_key_file,
                    "Show the API the key in this file (or in SARK_API_KEY)")
        ->type_name("FILE");
    command
        .add_option("--jwt-subject", flags.subject,
                    "User of a minted token (default: an administrator of the data)")
        ->type_name("UUID");
    command.add_option("--jwt-role", flags.role, "Role in a minted token")->capture_default_str();
}

Result<scenarios::ApiIdentity> identity(const IdentityFlags& flags) {
    auto jwt_secret = secret(flags.jwt_secret_file, "SARK_JWT_SECRET");
    if (!jwt_secret)
        return std::move(jwt_secret).error();
    auto token = shown_secret(flags.token_file, "SARK_TOKEN");
    if (!token)
        return std::move(token).error();
    auto key = shown_secret(flags.api_key_file, "SARK_API_KEY");
    if (!key)
        return std::move(key).error();
    if (!flags.subject.empty() && !http::is_uuid(flags.subject))
        return Error{Errc::invalid_argument, "\"" + flags.subject + "\" is not a UUID",
                     "--jwt-subject", "SARK's users have UUIDs"};
    scenarios::ApiIdentity found;
    found.jwt_secret = *std::move(jwt_secret);
    found.token = *std::move(token);
    found.api_key = *std::move(key);
    found.subject = flags.subject;
    found.role = flags.role;
    return found;
}

}  // namespace sark::cli
