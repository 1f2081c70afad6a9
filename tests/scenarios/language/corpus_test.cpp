#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;

std::vector<std::string> files_in(const std::string& folder) {
    std::vector<std::string> files;
    const auto root = source_path("tests/scenarios/language/corpus");
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
        if (entry.path().extension() == ".json")
            files.push_back(folder + "/" + entry.path().stem().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

std::filesystem::path corpus_path(const std::string& file) {
    return source_path("tests/scenarios/language/corpus/" + file + ".json");
}

Parsed parse_corpus(const std::string& file) {
    return parse_scenario(read_text(corpus_path(file)), corpus_path(file).string(), {});
}

/// Without the folder, which is another one in every checkout.
std::string without_folder(std::string faults, const std::filesystem::path& path) {
    const std::string folder = path.parent_path().string() + "/";
    for (auto at = faults.find(folder); at != std::string::npos; at = faults.find(folder))
        faults.erase(at, folder.size());
    return faults;
}

class GoodCorpusTest : public testing::TestWithParam<std::string> {};
TEST_P(GoodCorpusTest, IsTakenAndItsDocumentIsTheSameScenario) {
    const Scenario scenario = scenario_of(parse_corpus(GetParam()));
    const Scenario again =
        scenario_of(parse_scenario(scenario.document, corpus_path(GetParam()).string(), {}));
    EXPECT_EQ(again.document, scenario.document);
}
INSTANTIATE_TEST_SUITE_P(Corpus, GoodCorpusTest, testing::ValuesIn(files_in("good")), name_of);

/// The faults of corpus/bad/x.json are those of x.faults beside it. After a deliberate change:
/// SARK_UPDATE_GOLDEN=1, then read the difference.
class BadCorpusTest : public testing::TestWithParam<std::string> {};
TEST_P(BadCorpusTest, IsRefusedWithTheseFaults) {
    const std::string found =
        without_folder(faults_of(parse_corpus(GetParam())), corpus_path(GetParam()));
    EXPECT_NE(found, "");
    const auto golden = source_path("tests/scenarios/language/corpus/" + GetParam() + ".faults");
    if (std::getenv("SARK_UPDATE_GOLDEN") != nullptr)
        std::ofstream(golden) << found;
    EXPECT_EQ(found, read_text(golden));
}
INSTANTIATE_TEST_SUITE_P(Schema, BadCorpusTest, testing::ValuesIn(files_in("bad")), name_of);
INSTANTIATE_TEST_SUITE_P(BeyondSchema, BadCorpusTest,
                         testing::ValuesIn(files_in("bad/beyond_schema")), name_of);

/// The complete scenarios of docs/scenarios.md: its blocks that begin with ```json scenario.
TEST(DocumentationTest, EveryScenarioInItIsRight) {
    const std::string text = read_text(source_path("docs/scenarios.md"));
    const std::string fence = "\n```json scenario\n";
    std::size_t blocks = 0;
    for (auto at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1)) {
        const auto begin = at + fence.size();
        const auto parsed = parse(text.substr(begin, text.find("\n```", begin) - begin));
        EXPECT_EQ(faults_of(parsed), "") << "block " << blocks + 1;
        ++blocks;
    }
    EXPECT_GE(blocks, 3U);
}

}  // namespace
}  // namespace sark::scenarios
