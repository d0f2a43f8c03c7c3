#include "service/store/sql_look.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "service/store/schema.h"
#include "service/store/sql.h"

namespace swan {
namespace {

namespace fs = std::filesystem;

class SqlLookTest : public ::testing::Test {
  protected:
    SqlLookTest() {
        std::string name = testing::TempDir() + "swan-look-XXXXXX";
        folder = mkdtemp(name.data());
        where = "sqlite3:" + (folder / "50% #1?.db").native();
    }
    ~SqlLookTest() override { fs::remove_all(folder); }

    void sell(sql& db, const char* app_key) {
        db.execute(
            "insert into orders values (:app, '1', 0, 100, '2', 't', '', 1, null, null, '', 0, 0, "
            "0)",
            {app_number(db, app_key)});
    }
    bool sold(const std::string& app_key) const {
        const auto keys = look_into_database(where).apps.sold;
        return std::find(keys.begin(), keys.end(), app_key) != keys.end();
    }
    std::map<std::string, uintmax_t> files() const {
        std::map<std::string, uintmax_t> all;
        for (const auto& each : fs::directory_iterator(folder))
            all[each.path().filename().string()] = each.file_size();
        return all;
    }

    fs::path folder;
    std::string where;
};

TEST_F(SqlLookTest, WhereNothingIsNothingIsMade) {
    const auto seen = look_into_database(where);
    EXPECT_EQ(seen.schema_version, 0);
    EXPECT_TRUE(seen.apps.all.empty() && seen.apps.sold.empty());
    EXPECT_TRUE(files().empty());
    std::ofstream(folder / "50% #1?.db");
    EXPECT_FALSE(sold("app")) << "a start that died early";
}

TEST_F(SqlLookTest, OrdersOfTheMiniProgramAreSeenWhetherTheDatabaseIsOpenOrNot) {
    {
        sql db(where);
        migrate(db);
        app_number(db, "app");
        app_number(db, "other");
        EXPECT_FALSE(sold("app"));
        sell(db, "app");
        const auto before = files();
        const auto seen = look_into_database(where);
        EXPECT_EQ(seen.apps.sold, std::vector<std::string>{"app"})
            << "still in the write-ahead log";
        EXPECT_GT(seen.schema_version, 0);
        EXPECT_EQ(seen.apps.all, (std::vector<std::string>{"app", "other"}));
        EXPECT_FALSE(sold("other"));
        EXPECT_EQ(files(), before);
    }
    const auto before = files();
    EXPECT_TRUE(sold("app"));
    EXPECT_FALSE(sold("other"));
    EXPECT_EQ(files(), before);
}

TEST_F(SqlLookTest, WhatIsNoDatabaseIsTold) {
    std::ofstream(folder / "50% #1?.db") << std::string(4096, 'x');
    try {
        look_into_database(where);
        FAIL();
    } catch (const sql_error& failure) {
        EXPECT_STREQ(failure.what(), "file is not a database");
    }
}

}  // namespace
}  // namespace swan
