#include "scenarios/language/json_text.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::language {
namespace {

Node read(std::string_view text) {
    FaultList faults("f.json");
    auto result = read_json(text, faults);
    EXPECT_TRUE(faults.empty());
    EXPECT_TRUE(std::holds_alternative<Node>(result)) << text;
    return std::holds_alternative<Node>(result) ? std::get<Node>(result) : Node{};
}

std::string error_of(std::string_view text) {
    FaultList faults("f.json");
    auto result = read_json(text, faults);
    const auto* error = std::get_if<Error>(&result);
    EXPECT_NE(error, nullptr) << text;
    return error == nullptr ? "" : describe(*error);
}

TEST(JsonTextTest, EveryValueKnowsItsLine) {
    const Node root = read("{\n\"a\": 1,\n\"b\": [\n1,\n\"x\",\n{\"c\":\nnull}\n]\n}");
    EXPECT_EQ(root.place.line, 1U);
    EXPECT_EQ(root.find("a")->place.line, 2U);
    EXPECT_EQ(root.find("b")->place.line, 3U);
    const Node::Array& items = *root.find("b")->array();
    EXPECT_EQ(items[0].place.line, 4U);
    EXPECT_EQ(items[1].place.line, 5U);
    EXPECT_EQ(items[2].place.line, 6U);
    EXPECT_EQ(items[2].find("c")->place.line, 6U);
}

TEST(JsonTextTest, WritesWhatItRead) {
    const std::string text =
        R"({"z":[1,-2,2.5,true,null,"ä\"\n"],"a":{},"big":18446744073709551615})";
    EXPECT_EQ(write_json(read(text), Layout::compact), text);
    EXPECT_EQ(write_json(read(R"({"a":1})"), Layout::indented), "{\n  \"a\": 1\n}");
    EXPECT_EQ(write_json(read("\xEF\xBB\xBF[1]"), Layout::compact), "[1]");
}

TEST(JsonTextTest, SyntaxErrorsHaveLineAndColumn) {
    EXPECT_TRUE(error_of("{\n  \"a\": 1,,\n}").starts_with("f.json:2:10: not valid JSON: "));
    EXPECT_TRUE(error_of("{\"a\": }").starts_with("f.json:1:7: "));
    EXPECT_NE(error_of("").find("the file is empty"), std::string::npos);
    EXPECT_NE(error_of("{ // x\n}").find("JSON has no comments"), std::string::npos);
    for (const char* text :
         {"{", "[1", "nul", "{\"a\" 1}", "{} {}", "\"\x01\"", "1e999", "\"\xff\""})
        EXPECT_TRUE(error_of(text).starts_with("f.json:1:")) << text;
}

TEST(JsonTextTest, DuplicateKeysAreFaultsAndTheFirstStays) {
    FaultList faults("f.json");
    const auto result = read_json("{\"a\": [0, {\"b\": 1,\n\"b\": {\"b\": 3}}], \"a\": 2}", faults);
    const auto found = faults.in_order();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].where, "f.json:2: /a/1/b");
    EXPECT_EQ(found[1].where, "f.json:2: /a");
    EXPECT_EQ(write_json(std::get<Node>(result), Layout::compact), R"({"a":[0,{"b":1}]})");
}

TEST(JsonTextTest, ReadsNoMoreThanItsBounds) {
    EXPECT_NE(error_of(std::string(100, '[')).find("levels deep"), std::string::npos);
    std::string many = "[0";
    for (int i = 0; i < 30'000; ++i) many += ",0";
    EXPECT_NE(error_of(many + "]").find("keys and values"), std::string::npos);
    EXPECT_NE(error_of(std::string(document_bytes_max + 1, ' ')).find("bytes"), std::string::npos);
}

TEST(NodeTest, PointersAreEscaped) {
    EXPECT_EQ(pointer_step("a/b~c"), "/a~1b~0c");
}

TEST(NodeTest, ShownValuesAreCutBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "ä";
    const std::string cut = shown(Node{text, {}});
    EXPECT_LE(cut.size(), 44U);
    EXPECT_EQ(shown(Node{cut, {}}).find("\xEF\xBF\xBD"), std::string::npos);
}

}  // namespace
}  // namespace sark::scenarios::language
