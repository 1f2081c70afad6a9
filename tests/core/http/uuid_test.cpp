#include "core/http/uuid.hpp"

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sark::http {
namespace {

TEST(UuidTest, RecognisesOnlyTheCanonicalForm) {
    EXPECT_TRUE(is_uuid(nil_uuid));
    EXPECT_TRUE(is_uuid("0123ABCD-4567-4bcd-8def-0123456789ab"));
    for (const char* bad :
         {"", "0123abcd", "0123abcd-4567-4bcd-8def-0123456789a",
          "0123abcd-4567-4bcd-8def-0123456789abc", "g123abcd-4567-4bcd-8def-0123456789ab",
          "0123abcd4567-4bcd-8def-0123456789ab-", "{0123abcd-4567-4bcd-8def-0123456789a"})
        EXPECT_FALSE(is_uuid(bad)) << bad;
}

TEST(UuidTest, RandomOnesAreVersionFourAndDiffer) {
    const std::string one = random_uuid();
    EXPECT_TRUE(is_uuid(one)) << one;
    EXPECT_EQ(one[14], '4');
    EXPECT_NE(one, random_uuid());
}

TEST(UuidTest, NoneComesTwiceWhateverThreadMadeIt) {
    constexpr std::size_t each = 1'000;
    std::array<std::vector<std::string>, 4> made;
    {
        std::vector<std::jthread> threads;
        for (auto& mine : made) threads.emplace_back([&mine] { mine = random_uuids(each); });
    }
    std::set<std::string> all;
    for (const auto& mine : made) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), made.size() * each);
    for (const std::string& one : all) {
        ASSERT_TRUE(is_uuid(one)) << one;
        ASSERT_EQ(one[14], '4') << one;
        ASSERT_NE(std::string("89ab").find(one[19]), std::string::npos) << one;
    }
    EXPECT_TRUE(random_uuids(0).empty());
}

TEST(UuidTest, AForkedChildHasOthersThanItsParent) {
    (void)random_uuid();  // so that there would be a state to inherit
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const std::string its = random_uuid();
        ::_exit(::write(ends[1], its.data(), its.size()) == 36 ? 0 : 1);
    }
    std::string its(36, ' ');
    EXPECT_EQ(::read(ends[0], its.data(), its.size()), 36);
    int status = 1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(is_uuid(its)) << its;
    EXPECT_NE(its, random_uuid());
    for (const int end : ends) ::close(end);
}

}  // namespace
}  // namespace sark::http
