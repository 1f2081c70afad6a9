#include "scenarios/environment/listening_process.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

using test::ScratchDirectory;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* tcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "111 1 0\n"
    "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 "
    "222 1 0\n"
    "   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "333 1 0\n";

constexpr const char* unix_sockets =
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "0000: 00000002 00000000 00010000 0001 01 444 /run/redis.sock\n"
    "0000: 00000003 00000000 00000000 0001 03 555 /run/redis.sock\n"
    "0000: 00000003 00000000 00000000 0001 03 666\n";

TEST(ListeningProcessTest, ListeningSocketsArePickedByPort) {
    EXPECT_THAT(sockets_at_port(tcp, 8080), ElementsAre(111)) << "222 is a connection";
    EXPECT_THAT(sockets_at_port(tcp, 80), ElementsAre(333));
    EXPECT_THAT(sockets_at_port(tcp, 443), IsEmpty());
    EXPECT_THAT(sockets_at_port("", 80), IsEmpty());
    EXPECT_THAT(sockets_at_port("heading\nnonsense\n", 80), IsEmpty());
}

TEST(ListeningProcessTest, ListeningSocketsArePickedByPath) {
    EXPECT_THAT(sockets_at_path(unix_sockets, "/run/redis.sock"), ElementsAre(444));
    EXPECT_THAT(sockets_at_path(unix_sockets, "/run/other.sock"), IsEmpty());
    EXPECT_THAT(sockets_at_path(unix_sockets, ""), IsEmpty());
}

/// A /proc of a test's own with one listener on port 8080.
struct FakeProc {
    ScratchDirectory directory;
    FakeProc() {
        std::filesystem::create_directories(directory.path() / "net");
        std::ofstream(directory.path() / "net/tcp") << tcp;
    }
    void add(const std::string& pid, const std::string& name, const std::string& link) const {
        std::filesystem::create_directories(directory.path() / pid / "fd");
        std::ofstream(directory.path() / pid / "comm") << name << '\n';
        std::filesystem::create_symlink(link, directory.path() / pid / "fd/3");
    }
    [[nodiscard]] std::vector<pid_t> find() const {
        return processes_listening_at({8080, ""}, directory.path());
    }
};

TEST(ListeningProcessTest, AllWhoHoldTheSocketAreFound) {
    const FakeProc proc;
    proc.add("12", "nginx", "socket:[111]");
    proc.add("13", "nginx", "socket:[111]");
    proc.add("14", "client", "socket:[222]");
    proc.add("15", "editor", "/tmp/file");
    EXPECT_THAT(proc.find(), testing::UnorderedElementsAre(12, 13));
}

TEST(ListeningProcessTest, AForwarderIsNotTheServer) {
    const FakeProc proc;
    proc.add("12", "docker-proxy", "socket:[111]");
    EXPECT_THAT(proc.find(), IsEmpty());
}

TEST(ListeningProcessTest, ASocketThatNobodyWeSeeHoldsIsNotFound) {
    const FakeProc proc;
    EXPECT_THAT(proc.find(), IsEmpty());
    EXPECT_THAT(processes_listening_at({8080, ""}, "/nonexistent"), IsEmpty());
}

TEST(ListeningProcessTest, FindsThisProcessByASocketOfItsOwn) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_GE(fd, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(::bind(fd, generic, length), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    ASSERT_EQ(::getsockname(fd, generic, &length), 0);
    EXPECT_THAT(processes_listening_at({ntohs(address.sin_port), ""}), Contains(::getpid()));
    ::close(fd);
}

}  // namespace
}  // namespace sark::scenarios
