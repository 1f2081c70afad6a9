#include "workloads/drivers/http_response_parser.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using State = HttpResponseParser::State;

struct Reading {
    State state = State::need_more;
    int status = 0;
    bool keep_alive = false;
    std::string body;
    std::uint64_t body_bytes = 0;
    std::size_t surplus = 0;
    bool operator==(const Reading&) const = default;
};

Reading read(const std::vector<std::string_view>& pieces, bool closes = false, bool head = false) {
    HttpResponseParser parser(1024);
    parser.begin(head);
    Reading reading;
    for (const std::string_view piece : pieces) reading.state = parser.feed(piece);
    if (closes)
        reading.state = parser.end_of_stream();
    reading.status = parser.status();
    reading.keep_alive = parser.keep_alive();
    reading.body = parser.kept_body();
    reading.body_bytes = parser.body_bytes();
    reading.surplus = parser.surplus();
    return reading;
}

struct GoodCase {
    const char* name;
    std::string text;
    int status;
    bool keep_alive;
    std::string body;
    bool closes = false;
    bool head = false;
};

const std::vector<GoodCase>& good_cases() {
    static const std::vector<GoodCase> cases = {
        {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true, "hello"},
        {"empty", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, true, ""},
        {"no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, true, "ok"},
        {"any case", "HTTP/1.1 200 OK\r\ncONTENT-lENGTH:  3  \r\n\r\nabc", 200, true, "abc"},
        {"bare newlines", "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", 200, true, "abc"},
        {"chunked",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
         "5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n",
         200, true, "hello world"},
        {"chunked with trailers",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n"
         "Digest: x\r\n\r\n",
         200, true, "0123456789"},
        {"chunked overrides length",
         "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n"
         "1\r\nx\r\n0\r\n\r\n",
         200, true, "x"},
        {"close", "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\nx", 200,
         false, "x"},
        {"1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, false, "x"},
        {"1.0 kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", 200,
         true, "x"},
        {"until close", "HTTP/1.1 200 OK\r\n\r\nall of it", 200, false, "all of it", true},
        {"encoded until close", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nzz", 200, false,
         "zz", true},
        {"204", "HTTP/1.1 204 No Content\r\n\r\n", 204, true, ""},
        {"304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, true, ""},
        {"100 first",
         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
         "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
         200, true, "x"},
        {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 200, true, "", false, true},
        {"equal lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 200,
         true, "x"},
    };
    return cases;
}

TEST(HttpResponseParserTest, ReadsEveryFraming) {
    for (const GoodCase& example : good_cases()) {
        SCOPED_TRACE(example.name);
        const Reading reading = read({example.text}, example.closes, example.head);
        EXPECT_EQ(reading.state, State::complete);
        EXPECT_EQ(reading.status, example.status);
        EXPECT_EQ(reading.keep_alive, example.keep_alive);
        EXPECT_EQ(reading.body, example.body);
        EXPECT_EQ(reading.body_bytes, example.body.size());
        EXPECT_EQ(reading.surplus, 0U);
    }
}

TEST(HttpResponseParserTest, DoesNotMindWhereTheBytesAreCut) {
    for (const GoodCase& example : good_cases()) {
        const std::string_view text = example.text;
        const Reading whole = read({text}, example.closes, example.head);
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            EXPECT_EQ(read({text.substr(0, cut), text.substr(cut)}, example.closes, example.head),
                      whole)
                << example.name << " cut at " << cut;
        }
        std::vector<std::string_view> bytes;
        for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
        EXPECT_EQ(read(bytes, example.closes, example.head), whole) << example.name;
    }
}

TEST(HttpResponseParserTest, FindsWhatTheHeadTellsOfTheServerWhereverItIsCut) {
    const std::string_view text =
        "HTTP/1.1 103 Early Hints\r\nServer-Timing: total;dur=99\r\nX-Cache: HIT\r\n\r\n"
        "HTTP/1.1 200 OK\r\nserver-TIMING: db;dur=1, app;dur=2.5\r\nX-Cache: MISS\r\n"
        "X-Cache-Key: hit\r\nContent-Length: 2\r\n\r\nok";
    HttpResponseParser parser(16);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        parser.begin(false);
        parser.feed(text.substr(0, cut));
        if (cut < text.size())
            parser.feed(text.substr(cut));
        EXPECT_EQ(parser.server_time(), std::chrono::microseconds(2'500)) << "cut at " << cut;
        EXPECT_EQ(parser.cache_use(), CacheUse::miss) << "cut at " << cut;
    }
    parser.begin(false);
    parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_FALSE(parser.server_time()) << "absent, not what came before";
    EXPECT_EQ(parser.cache_use(), CacheUse::untold);
}

TEST(HttpResponseParserTest, AMalformedServerTimingSpoilsNothing) {
    HttpResponseParser parser(16);
    parser.begin(false);
    EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nServer-Timing: ;;\"=,dur=NaN\r\nX-Cache:\r\n"
                          "Content-Length: 2\r\n\r\nok"),
              State::complete);
    EXPECT_FALSE(parser.server_time());
    EXPECT_EQ(parser.cache_use(), CacheUse::untold);
}

TEST(HttpResponseParserTest, XCacheSaysHitOrMissInItsFirstWord) {
    const std::pair<const char*, CacheUse> words[] = {
        {"HIT", CacheUse::hit},      {"hit", CacheUse::hit},        {"Hit from cdn", CacheUse::hit},
        {"MISS", CacheUse::miss},    {"MISS, HIT", CacheUse::miss}, {"HIT;ttl=3", CacheUse::hit},
        {"", CacheUse::untold},      {"HITS", CacheUse::untold},    {"TCP_HIT", CacheUse::untold},
        {"BYPASS", CacheUse::untold}};
    HttpResponseParser parser(16);
    for (const auto& [word, use] : words) {
        parser.begin(false);
        parser.feed("HTTP/1.1 200 OK\r\nX-Cache: " + std::string(word) +
                    "\r\nContent-Length: 0\r\n\r\n");
        EXPECT_EQ(parser.cache_use(), use) << word;
    }
}

TEST(HttpResponseParserTest, IsNotCompleteBeforeTheLastByte) {
    for (const GoodCase& example : good_cases()) {
        const std::string_view text = example.text;
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            EXPECT_EQ(read({text.substr(0, cut)}, false, example.head).state, State::need_more)
                << example.name << " cut at " << cut;
        }
    }
}

TEST(HttpResponseParserTest, RejectsWhatIsNotHttp) {
    const std::vector<std::string> bad = {
        "\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/2 200 OK\r\n",
        "HTTP/1.2 200 OK\r\n",
        "HTTP/1.1 20 OK\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1 099 OK\r\n",
        "HTTP/1.1 -20 OK\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n",
        "HTTP/1.1 200 OK\r\nName : blank\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n folded: c\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n",
    };
    for (const std::string& text : bad) {
        EXPECT_EQ(read({text}).state, State::malformed) << text;
        std::vector<std::string_view> bytes;
        for (std::size_t i = 0; i < text.size(); ++i)
            bytes.push_back(std::string_view(text).substr(i, 1));
        EXPECT_EQ(read(bytes).state, State::malformed) << text;
    }
}

TEST(HttpResponseParserTest, AnEndInTheMiddleIsMalformed) {
    for (const char* text : {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                             "HTTP/1.1 100 Continue\r\n\r\n"})
        EXPECT_EQ(read({text}, true).state, State::malformed) << text;
}

TEST(HttpResponseParserTest, BoundsTheHead) {
    const std::string start = "HTTP/1.1 200 OK\r\n";
    const std::string fits(HttpResponseParser::head_bytes_max - start.size() - 100, 'x');
    EXPECT_EQ(read({start, "A: ", fits, "\r\n"}).state, State::need_more);
    const std::string long_line(HttpResponseParser::head_bytes_max, 'x');
    EXPECT_EQ(read({start, "A: ", long_line}).state, State::malformed);
    std::string many = start;
    while (many.size() <= HttpResponseParser::head_bytes_max) many += "A: b\r\n";
    EXPECT_EQ(read({many}).state, State::malformed);
    std::string interim;
    while (interim.size() <= HttpResponseParser::head_bytes_max)
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_EQ(read({interim}).state, State::malformed);
}

TEST(HttpResponseParserTest, ManyChunksMayBeLongerThanAHead) {
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 20'000; ++i) text += "1\r\nx\r\n";
    const Reading reading = read({text, "0\r\n\r\n"});
    EXPECT_EQ(reading.state, State::complete);
    EXPECT_EQ(reading.body_bytes, 20'000U);
}

TEST(HttpResponseParserTest, CountsAllOfABodyButKeepsItsBeginning) {
    HttpResponseParser parser(4);
    parser.begin(false);
    EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), State::need_more);
    EXPECT_EQ(parser.feed("defghi"), State::complete);
    EXPECT_EQ(parser.kept_body(), "abcd");
    EXPECT_EQ(parser.body_bytes(), 9U);
}

TEST(HttpResponseParserTest, TellsWhatLiesBeyondTheEnd) {
    const Reading reading = read({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1"});
    EXPECT_EQ(reading.state, State::complete);
    EXPECT_EQ(reading.surplus, 8U);
}

TEST(HttpResponseParserTest, BeginForgetsTheResponseBefore) {
    HttpResponseParser parser(16);
    parser.begin(false);
    EXPECT_EQ(parser.feed("HTTP/1.0 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
              State::need_more);
    parser.begin(false);
    EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), State::complete);
    EXPECT_EQ(parser.status(), 200);
    EXPECT_EQ(parser.kept_body(), "ok");
    EXPECT_TRUE(parser.keep_alive());
}

bool has_headers(const std::vector<ExpectedHeader>& expected, std::string_view text) {
    HttpResponseParser parser(0);
    parser.begin(false, expected);
    EXPECT_EQ(parser.feed(text), State::complete);
    return parser.missing_header() == nullptr;
}

TEST(HttpResponseParserTest, FindsTheHeadersThatAreExpected) {
    const std::vector<ExpectedHeader> packed = {{"content-encoding", "gzip"}, {"x-cache", "HIT"}};
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
    EXPECT_TRUE(has_headers(packed, head + "X-CACHE: HIT \r\ncontent-Encoding:gzip\r\n\r\n"));
    EXPECT_FALSE(has_headers(packed, head + "X-Cache: HIT\r\n\r\n"));
    EXPECT_FALSE(has_headers(packed, head + "X-Cache: hit\r\nContent-Encoding: gzip\r\n\r\n"));
    EXPECT_TRUE(has_headers({}, head + "\r\n"));
}

TEST(HttpResponseParserTest, HeadersOfAnInterimAnswerAndTrailersAreNotTheAnswers) {
    const std::vector<ExpectedHeader> hit = {{"x-cache", "HIT"}};
    EXPECT_FALSE(has_headers(hit,
                             "HTTP/1.1 103 Early\r\nX-Cache: HIT\r\n\r\n"
                             "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_FALSE(has_headers(hit,
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "0\r\nX-Cache: HIT\r\n\r\n"));
}

}  // namespace
}  // namespace sark::workloads
