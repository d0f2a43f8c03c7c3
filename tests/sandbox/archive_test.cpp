#include "sandbox/archive.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "model/merchant.h"
#include "sandbox/model/views.h"

namespace swan::sandbox {
namespace {

class archive_file : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string name = ::testing::TempDir() + "swan-sandbox-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        where = "sqlite3:" + (folder / "sandbox.db").string();
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder;
    std::string where;
};

TEST_F(archive_file, keeps_everything_for_the_next_start) {
    state known;
    {
        archive file(where);
        known.user_named("open").session_key = "key";
        testing::pay(known);
        for (int i = 0; i < 1234; ++i) known.add(callback_record{0, "succ", "t", i, 200, 1, "{}"});
        file.save(known);
        testing::pay(known).consumed = false;
        known.add(access_token{"24.token", 5});
        known.count_call("token");
        known.count_call("token");
        file.save(known);
    }
    state again;
    archive(where).load(again);
    EXPECT_EQ(state_view(again), state_view(known));
    EXPECT_TRUE(again.take_changes().empty());
    ASSERT_NE(again.find_token("24.token"), nullptr);
    EXPECT_EQ(again.find_token("24.token")->expires_ms, 5);
    EXPECT_EQ(again.calls()["token"], 2);
    again.add(callback_record{});
    EXPECT_EQ(again.callbacks().back().number, 1235);
}

TEST_F(archive_file, forgets_a_code_that_was_exchanged) {
    state known;
    archive file(where);
    known.add(login_code{"once", "open", "", 5});
    file.save(known);
    known.erase_code("once");
    file.save(known);
    state again;
    file.load(again);
    EXPECT_EQ(again.find_code("once"), nullptr);
}

TEST_F(archive_file, writes_later_what_it_could_not_write) {
    state known;
    archive file(where);
    sql other(where);
    known.user_named("open");
    other.run_once("alter table records rename to away");
    EXPECT_THROW(file.save(known), sql_error);
    other.run_once("alter table away rename to records");
    file.save(known);
    state again;
    file.load(again);
    EXPECT_NE(again.find_user("open"), nullptr);
}

}  // namespace
}  // namespace swan::sandbox
