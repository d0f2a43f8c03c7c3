#include "service/store/sessions.h"

#include <gtest/gtest.h>

#include "service/store/schema.h"
#include "temporary_database.h"

namespace swan {
namespace {

class SessionsTest : public ::testing::Test {
  protected:
    SessionsTest() { migrate(db); }

    // "current previous" of the user, or "none".
    std::string keys(int64_t app, std::string_view open_id) {
        const auto found = find_session(db, app, open_id);
        return found ? found->current + " " + found->previous : "none";
    }

    test::temporary_database files;
    sql db{files.where()};
};

TEST_F(SessionsTest, AUserWhoNeverLoggedInHasNone) { EXPECT_EQ(keys(1, "user"), "none"); }

TEST_F(SessionsTest, TheLastTwoKeysAreKept) {
    save_session(db, 1, "user", "first", 1);
    EXPECT_EQ(keys(1, "user"), "first ");
    save_session(db, 1, "user", "second", 2);
    EXPECT_EQ(keys(1, "user"), "second first");
    save_session(db, 1, "user", "third", 3);
    EXPECT_EQ(keys(1, "user"), "third second");
}

TEST_F(SessionsTest, TheSameKeyAgainDoesNotPushOutThePreviousOne) {
    save_session(db, 1, "user", "first", 1);
    save_session(db, 1, "user", "first", 2);
    EXPECT_EQ(keys(1, "user"), "first ");
    save_session(db, 1, "user", "second", 3);
    save_session(db, 1, "user", "second", 4);
    EXPECT_EQ(keys(1, "user"), "second first");
    EXPECT_EQ(db.query_one("select updated_ms from sessions", "i")->number(0), 4);
}

TEST_F(SessionsTest, AKeyThatComesBackIsTheCurrentOne) {
    for (const char* key : {"first", "second", "first"}) save_session(db, 1, "user", key, 1);
    EXPECT_EQ(keys(1, "user"), "first second");
}

TEST_F(SessionsTest, UsersAndAppsAreApart) {
    save_session(db, 1, "user", "a", 1);
    save_session(db, 2, "user", "b", 1);
    save_session(db, 1, "User", "c", 1);
    EXPECT_EQ(keys(1, "user"), "a ");
    EXPECT_EQ(keys(2, "user"), "b ");
    EXPECT_EQ(keys(1, "User"), "c ");
}

}  // namespace
}  // namespace swan
