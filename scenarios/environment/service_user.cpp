#include "scenarios/environment/service_user.hpp"

#include <array>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace sark::scenarios {

namespace {

std::optional<ServiceUser> look_up(const char* name) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16'384> buffer{};
    if (getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        return std::nullopt;
    ServiceUser user{name, entry.pw_uid, entry.pw_gid, {}};
    int count = 64;
    user.groups.resize(static_cast<std::size_t>(count));
    if (getgrouplist(name, user.gid, user.groups.data(), &count) < 0) {
        user.groups.assign(1, user.gid);
        return user;
    }
    user.groups.resize(static_cast<std::size_t>(count));
    return user;
}

}  // namespace

Result<std::optional<ServiceUser>> find_service_user() {
    if (geteuid() != 0)
        return std::optional<ServiceUser>();
    for (const char* name : {"postgres", "nobody"}) {
        if (auto user = look_up(name); user && user->uid != 0)
            return user;
    }
    return Error{Errc::unavailable,
                 "PostgreSQL refuses to run as root, and there is no account to run it as", "",
                 "create the user 'postgres' (apt-get install postgresql) or run as an ordinary "
                 "user"};
}

}  // namespace sark::scenarios
