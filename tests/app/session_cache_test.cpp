#include "app/session_cache.h"

#include <gtest/gtest.h>

namespace swan {
namespace {

std::string current(session_cache& cache, std::string_view open_id) {
    const auto found = cache.find(open_id);
    return found ? found->current : "none";
}

TEST(SessionCacheTest, GivesBackBothKeysOfAUser) {
    session_cache cache(10);
    cache.put("a", {.current = "new", .previous = "old"});
    const auto found = cache.find("a");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->current, "new");
    EXPECT_EQ(found->previous, "old");
    EXPECT_FALSE(cache.find("b"));
    EXPECT_FALSE(cache.find(""));
}

TEST(SessionCacheTest, TheLatestKeysOfAUserReplaceTheEarlierOnes) {
    session_cache cache(2);
    cache.put("b", {"other", ""});
    cache.put("a", {"1", ""});
    cache.put("a", {"2", "1"});
    EXPECT_EQ(current(cache, "a"), "2");
    EXPECT_EQ(current(cache, "b"), "other") << "a user counts once";
}

TEST(SessionCacheTest, WhoWasNotSeenForLongestIsForgottenFirst) {
    session_cache cache(2);
    cache.put("a", {"1", ""});
    cache.put("b", {"2", ""});
    EXPECT_EQ(current(cache, "a"), "1");
    cache.put("c", {"3", ""});
    EXPECT_EQ(current(cache, "b"), "none");
    EXPECT_EQ(current(cache, "a"), "1");
    EXPECT_EQ(current(cache, "c"), "3");
}

TEST(SessionCacheTest, ForgetsWhoIsNamedAndNobodyElse) {
    session_cache cache(3);
    cache.put("a", {"1", ""});
    cache.put("b", {"2", ""});
    cache.forget("a");
    cache.forget("nobody");
    EXPECT_EQ(current(cache, "a"), "none");
    EXPECT_EQ(current(cache, "b"), "2");
    cache.put("a", {"3", ""});
    EXPECT_EQ(current(cache, "a"), "3");
}

TEST(SessionCacheTest, HoldsTheNamesItselfAndNeverMoreThanItsLimit) {
    session_cache cache(100);
    for (int i = 0; i < 10'000; ++i) cache.put("user " + std::to_string(i), {"key", ""});
    int held = 0;
    for (int i = 0; i < 10'000; ++i) held += cache.find("user " + std::to_string(i)).has_value();
    EXPECT_EQ(held, 100);
    EXPECT_TRUE(cache.find("user 9999"));
}

TEST(SessionCacheTest, ACacheOfNothingHoldsNothing) {
    session_cache cache(0);
    cache.put("a", {"1", ""});
    EXPECT_FALSE(cache.find("a"));
}

}  // namespace
}  // namespace swan
