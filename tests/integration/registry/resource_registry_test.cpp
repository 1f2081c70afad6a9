#include "core/registry/resource_registry.hpp"

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

class ResourceRegistryTest : public testing::Test {
 protected:
    void SetUp() override { test::recreate("sark_v2"); }

    postgres::ConnectionPool pool{test::dsn(), {}};
    ResourceRegistry registry{pool};
    const Resource resource{"res-1", "files", "mcp", "http://x", "high", R"({"a": 1})"};
};

TEST_F(ResourceRegistryTest, ResourceAndCapabilitiesRoundTrip) {
    const auto done = registry.register_resource(
        resource, {{"cap-2", "write", "", "", "{}"},
                   {"cap-1", "read \"x\"", "reads\\", "low", R"({"b": [2]})"}});
    ASSERT_TRUE(done) << describe(done.error());
    const auto read = registry.resource_by_id("res-1");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name, "files");
    EXPECT_EQ(read->protocol, "mcp");
    EXPECT_EQ(read->endpoint, "http://x");
    EXPECT_EQ(read->sensitivity_level, "high");
    EXPECT_EQ(read->metadata_json, R"({"a": 1})");
    const auto capabilities = registry.capabilities_of("res-1");
    ASSERT_TRUE(capabilities);
    ASSERT_EQ(capabilities->size(), 2U);
    EXPECT_EQ((*capabilities)[0].name, "read \"x\"");
    EXPECT_EQ((*capabilities)[0].description, "reads\\");
    EXPECT_EQ((*capabilities)[0].metadata_json, R"({"b": [2]})");
    EXPECT_EQ((*capabilities)[1].id, "cap-2");
    EXPECT_EQ((*capabilities)[1].sensitivity_level, "medium");
}

TEST_F(ResourceRegistryTest, KnownIdIsAConflict) {
    ASSERT_TRUE(registry.register_resource(resource, {}));
    EXPECT_EQ(registry.register_resource(resource, {}).error().code, Errc::conflict);
}

TEST_F(ResourceRegistryTest, RefusedCapabilityLeavesNoResourceBehind) {
    EXPECT_EQ(
        registry.register_resource(resource, {{"cap", "c", "", "extreme", "{}"}}).error().code,
        Errc::invalid_argument);
    EXPECT_EQ(registry.resource_by_id("res-1").error().code, Errc::not_found);
}

TEST_F(ResourceRegistryTest, UnknownResourceHasNoCapabilities) {
    const auto capabilities = registry.capabilities_of("nothing");
    ASSERT_TRUE(capabilities);
    EXPECT_TRUE(capabilities->empty());
}

}  // namespace
}  // namespace sark
