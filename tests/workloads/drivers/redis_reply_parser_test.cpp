#include "workloads/drivers/redis_reply_parser.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using Kind = RedisReplyParser::Kind;
using State = RedisReplyParser::State;

struct Case {
    std::string wire;
    Kind kind;
    std::string text;
};

const std::vector<Case> replies = {
    {"+OK\r\n", Kind::status, "OK"},
    {"+\r\n", Kind::status, ""},
    {"-ERR unknown command 'x'\r\n", Kind::error, "ERR unknown command 'x'"},
    {":-12\r\n", Kind::integer, "-12"},
    {"$5\r\nhello\r\n", Kind::bulk, "hello"},
    {"$0\r\n\r\n", Kind::bulk, ""},
    {std::string("$4\r\na\r\nb\r\n"), Kind::bulk, "a\r\nb"},
    {"$-1\r\n", Kind::nil, ""},
    {"*-1\r\n", Kind::nil, ""},
    {"*0\r\n", Kind::array, ""},
    {"*3\r\n$1\r\nx\r\n:5\r\n$-1\r\n", Kind::array, ""},
    {"*2\r\n*2\r\n+a\r\n*0\r\n*1\r\n*1\r\n-e\r\n", Kind::array, ""},
};

TEST(RedisReplyParserTest, ReadsEveryKindOfReply) {
    RedisReplyParser parser(64);
    for (const Case& reply : replies) {
        std::string_view bytes = reply.wire;
        ASSERT_EQ(parser.feed(bytes), State::complete) << reply.wire;
        EXPECT_TRUE(bytes.empty());
        EXPECT_EQ(parser.kind(), reply.kind) << reply.wire;
        EXPECT_EQ(parser.text(), reply.text);
        EXPECT_EQ(parser.text_length(), reply.text.size());
        EXPECT_EQ(parser.wire_bytes(), reply.wire.size());
    }
}

TEST(RedisReplyParserTest, PiecesOfAnySizeMakeTheSameReplies) {
    std::string stream;
    for (const Case& reply : replies) stream += reply.wire;
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        RedisReplyParser parser(64);
        std::size_t next = 0;
        for (std::size_t at = 0; at < stream.size(); at += size) {
            std::string_view piece = std::string_view(stream).substr(at, size);
            while (!piece.empty()) {
                const State state = parser.feed(piece);
                ASSERT_NE(state, State::malformed) << size << " " << next;
                if (state != State::complete)
                    continue;
                ASSERT_LT(next, replies.size());
                EXPECT_EQ(parser.kind(), replies[next].kind) << size << " " << next;
                EXPECT_EQ(parser.text(), replies[next].text) << size << " " << next;
                EXPECT_EQ(parser.wire_bytes(), replies[next].wire.size());
                ++next;
            }
        }
        EXPECT_EQ(next, replies.size()) << size;
    }
}

TEST(RedisReplyParserTest, KeepsTheBeginningAndCountsTheRest) {
    for (const std::string& wire :
         {"$100\r\n" + std::string(100, 'x') + "\r\n", "-" + std::string(100, 'x') + "\r\n"}) {
        for (const std::size_t size : {wire.size(), std::size_t{7}}) {
            RedisReplyParser parser(10);
            State state = State::need_more;
            for (std::size_t at = 0; at < wire.size(); at += size) {
                std::string_view piece = std::string_view(wire).substr(at, size);
                state = parser.feed(piece);
            }
            EXPECT_EQ(state, State::complete);
            EXPECT_EQ(parser.text().substr(0, 10), std::string(10, 'x'));
            EXPECT_EQ(parser.text_length(), 100U);
        }
    }
}

TEST(RedisReplyParserTest, AnUnfinishedReplyNeedsMore) {
    for (const Case& reply : replies) {
        RedisReplyParser parser(64);
        std::string_view bytes = std::string_view(reply.wire).substr(0, reply.wire.size() - 1);
        EXPECT_EQ(parser.feed(bytes), State::need_more) << reply.wire;
        parser.reset();
        std::string_view other = "+PONG\r\n";
        EXPECT_EQ(parser.feed(other), State::complete) << "after a reset the stream begins anew";
        EXPECT_EQ(parser.text(), "PONG");
    }
}

TEST(RedisReplyParserTest, RefusesWhatIsNotResp2) {
    for (const std::string wire :
         {"garbage\r\n", "\r\n", "\n", "+OK\n", "%1\r\n", "_\r\n", ":x\r\n", ":\r\n", "$x\r\n",
          "$-2\r\n", "*-2\r\n", "$3\r\nabcd\r\n", "$3\r\nabc\n\n", "$99999999999999999999\r\n",
          "*9999999999999\r\n", "*2\r\n+a\r\nb\r\n", "HTTP/1.1 400 Bad Request\r\n"}) {
        RedisReplyParser parser(64);
        std::string_view bytes = wire;
        EXPECT_EQ(parser.feed(bytes), State::malformed) << wire;
    }
}

}  // namespace
}  // namespace sark::workloads
