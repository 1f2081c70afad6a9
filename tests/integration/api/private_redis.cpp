#include "tests/integration/api/private_redis.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sark::test {

namespace {

[[noreturn]] void give_up(const char* why) {
    std::perror(why);
    std::abort();
}

bool accepts(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected =
        connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    return connected;
}

}  // namespace

PrivateRedis::PrivateRedis(const std::string& password) : password_(password) {
    start();
}

PrivateRedis::~PrivateRedis() {
    kill();
}

void PrivateRedis::start() {
    std::vector<std::string> words = {"redis-server",
                                      "--port",
                                      "0",
                                      "--unixsocket",
                                      socket_path(),
                                      "--save",
                                      "",
                                      "--appendonly",
                                      "no",
                                      "--dir",
                                      directory_.path().string()};
    if (!password_.empty())
        words.insert(words.end(), {"--requirepass", password_});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&pid_, "redis-server", &actions, nullptr, arguments.data(), environ) != 0)
        give_up("redis-server");
    posix_spawn_file_actions_destroy(&actions);
    while (!accepts(socket_path())) {
        if (waitpid(pid_, nullptr, WNOHANG) == pid_)
            give_up("redis-server ended");
        std::this_thread::yield();
    }
}

void PrivateRedis::kill() {
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void PrivateRedis::freeze() {
    ::kill(pid_, SIGSTOP);
}
void PrivateRedis::resume() {
    ::kill(pid_, SIGCONT);
}

}  // namespace sark::test
