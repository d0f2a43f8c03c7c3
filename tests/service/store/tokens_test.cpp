#include "service/store/tokens.h"

#include <gtest/gtest.h>

#include <string>

#include "service/store/schema.h"
#include "temporary_database.h"

namespace swan {
namespace {

constexpr int64_t kApp = 1;

class TokensTest : public ::testing::Test {
  protected:
    TokensTest() { migrate(db); }

    bool lease(int64_t number, std::string_view owner, int64_t now_ms, int64_t ends_ms) {
        return lease_token(db, kApp, number, owner, now_ms, ends_ms);
    }
    static stored_token fresh(int64_t number, std::string token) {
        return {.token = std::move(token),
                .number = number,
                .issued_ms = 100,
                .refresh_ms = 180,
                .expires_ms = 200};
    }
    // The first token is there.
    void begin_with(std::string token) {
        ASSERT_TRUE(lease(0, "a", 10, 20));
        ASSERT_TRUE(save_token(db, kApp, fresh(1, std::move(token))));
    }

    test::temporary_database files;
    sql db{files.where()};
};

TEST_F(TokensTest, BeforeTheFirstThereIsNone) {
    const stored_token none = find_token(db, kApp);
    EXPECT_EQ(none.token, "");
    EXPECT_EQ(none.number, 0);
    EXPECT_EQ(none.lease_ends_ms, 0);
}

TEST_F(TokensTest, TheFirstIsLeasedToOneOwnerUntilItsEnd) {
    EXPECT_TRUE(lease(0, "a", 10, 20));
    EXPECT_EQ(find_token(db, kApp).lease_ends_ms, 20);
    EXPECT_FALSE(lease(0, "b", 10, 99));
    EXPECT_FALSE(lease(0, "a", 19, 99));
    EXPECT_TRUE(lease(0, "b", 20, 30)) << "the owner seems dead";
    EXPECT_EQ(find_token(db, kApp).lease_ends_ms, 30);
}

TEST_F(TokensTest, WhatIsSavedIsFoundAndEndsTheLease) {
    begin_with("24.first");
    const stored_token found = find_token(db, kApp);
    EXPECT_EQ(found.token, "24.first");
    EXPECT_EQ(found.number, 1);
    EXPECT_EQ(found.issued_ms, 100);
    EXPECT_EQ(found.refresh_ms, 180);
    EXPECT_EQ(found.expires_ms, 200);
    EXPECT_EQ(found.lease_ends_ms, 0);
    EXPECT_TRUE(lease(1, "b", 11, 21));
}

TEST_F(TokensTest, ALeaseOfALaterTimeThanAnyHoldsNoMore) {
    constexpr int64_t kNow = 1'000'000;
    ASSERT_TRUE(lease(0, "a", kNow, kNow + kLongestTokenLeaseMs));
    EXPECT_FALSE(lease(0, "b", kNow, kNow + 1));
    EXPECT_TRUE(lease(0, "b", kNow - 1, kNow)) << "the clock was set back";
    give_up_token(db, kApp, "b", 1, kNow + kLongestTokenPauseMs);
    EXPECT_FALSE(lease(0, "c", kNow, kNow + 1));
    EXPECT_TRUE(lease(0, "c", kNow - 1, kNow));
}

TEST_F(TokensTest, ATokenHasOneSuccessor) {
    begin_with("first");
    EXPECT_FALSE(lease(0, "b", 50, 60)) << "it is replaced already";
    EXPECT_FALSE(lease(2, "b", 50, 60)) << "it does not exist yet";
    ASSERT_TRUE(lease(1, "slow", 50, 60));
    ASSERT_TRUE(lease(1, "quick", 60, 70));
    EXPECT_TRUE(save_token(db, kApp, fresh(2, "of the slow one")));
    EXPECT_FALSE(save_token(db, kApp, fresh(2, "of the quick one")));
    EXPECT_EQ(find_token(db, kApp).token, "of the slow one");
    EXPECT_EQ(find_token(db, kApp).lease_ends_ms, 0);
}

TEST_F(TokensTest, WhoGivesUpKeepsTheTokenAndMakesOthersWait) {
    begin_with("first");
    ASSERT_TRUE(lease(1, "a", 50, 60));
    give_up_token(db, kApp, "a", 3, 54);
    EXPECT_EQ(find_token(db, kApp).token, "first");
    EXPECT_EQ(find_token(db, kApp).failures, 3);
    EXPECT_EQ(find_token(db, kApp).not_before_ms, 54);
    EXPECT_EQ(find_token(db, kApp).lease_ends_ms, 0);
    EXPECT_FALSE(lease(1, "b", 53, 63));
    EXPECT_TRUE(lease(1, "b", 54, 64));
    EXPECT_TRUE(save_token(db, kApp, fresh(2, "second")));
    EXPECT_EQ(find_token(db, kApp).failures, 0);
    EXPECT_EQ(find_token(db, kApp).not_before_ms, 0);
}

TEST_F(TokensTest, OnlyTheOwnerGivesUp) {
    ASSERT_TRUE(lease(0, "dead", 10, 20));
    ASSERT_TRUE(lease(0, "living", 20, 30));
    give_up_token(db, kApp, "dead", 1, 99);
    EXPECT_EQ(find_token(db, kApp).lease_ends_ms, 30);
    EXPECT_EQ(find_token(db, kApp).not_before_ms, 0);
}

TEST_F(TokensTest, AppsAreApart) {
    begin_with("first");
    EXPECT_EQ(find_token(db, 2).number, 0);
    EXPECT_TRUE(lease_token(db, 2, 0, "b", 1, 2));
    EXPECT_TRUE(save_token(db, 2, fresh(1, "other")));
    EXPECT_EQ(find_token(db, kApp).token, "first");
    EXPECT_EQ(find_token(db, 2).token, "other");
}

TEST_F(TokensTest, AFailureTellsNothingOfTheToken) {
    begin_with("first");
    db.run_once("drop table access_tokens");
    try {
        save_token(db, kApp, fresh(2, "24.secret"));
        FAIL();
    } catch (const sql_error& failure) {
        EXPECT_EQ(std::string(failure.what()).find("24.secret"), std::string::npos);
    }
}

}  // namespace
}  // namespace swan
