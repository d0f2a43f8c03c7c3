#include "service/store/sql.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <limits>

#include "temporary_database.h"

namespace swan {
namespace {

using test::temporary_database;

class SqlTest : public ::testing::Test {
  protected:
    SqlTest() : db(files.where()) {
        db.run_once(
            "create table items (id bigint not null primary key, name varchar(64),"
            " price bigint)");
    }

    void insert(int64_t id, std::string_view name, int64_t price) {
        db.execute("insert into items (id, name, price) values (:id, :name, :price)",
                   {id, name, price});
    }
    int64_t count() { return db.query_one("select count(*) from items", "i")->number(0); }

    temporary_database files;
    sql db;
};

// What the call throws; fails the test when it throws nothing.
template <class F>
sql_error failure_of(F call) {
    try {
        call();
    } catch (const sql_error& failure) {
        return failure;
    }
    ADD_FAILURE() << "nothing was thrown";
    return sql_error(sql_error::kind::other, "");
}

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
}

TEST_F(SqlTest, GivesBackWhatWasPutIn) {
    const std::string odd("nul \0 quote ' \" newline \n :name ? \xff end", 38);
    insert(1, odd, std::numeric_limits<int64_t>::max());
    insert(2, "", std::numeric_limits<int64_t>::min());

    auto rows = db.query("select id, name, price from items order by id", "iti");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].text(1), odd);
    EXPECT_EQ(rows[0].number(2), std::numeric_limits<int64_t>::max());
    EXPECT_FALSE(rows[1].is_null(1));
    EXPECT_EQ(rows[1].text(1), "");
    EXPECT_EQ(rows[1].number(2), std::numeric_limits<int64_t>::min());
    EXPECT_EQ(rows[0].take_text(1), odd);
}

TEST_F(SqlTest, ReadsNullAsZeroAndAsEmptyText) {
    const auto put = [this](sql::arg name, sql::arg price, int64_t id) {
        db.execute("insert into items (id, name, price) values (:id, :name, :price)",
                   {id, name, price});
    };
    put(nullptr, nullptr, 1);
    put(std::string_view("tea"), int64_t{5}, 2);
    put(nullptr, int64_t{6}, 3);

    auto rows = db.query("select name, price from items order by id", "ti");
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_TRUE(rows[0].is_null(0));
    EXPECT_TRUE(rows[0].is_null(1));
    EXPECT_EQ(rows[0].number(1), 0);
    EXPECT_EQ(rows[0].text(0), "");
    EXPECT_EQ(rows[0].take_text(0), "");
    EXPECT_EQ(rows[1].text(0), "tea");
    EXPECT_TRUE(rows[2].is_null(0));
    EXPECT_EQ(rows[2].number(1), 6);
}

TEST_F(SqlTest, TellsHowManyRowsAStatementChanged) {
    for (int64_t id = 1; id <= 5; ++id) insert(id, "tea", 10);
    const auto raise = [this](int64_t above) {
        return db.execute("update items set price = price + 1 where id > :above", {above});
    };
    EXPECT_EQ(raise(2), 3);
    EXPECT_EQ(raise(5), 0);
    EXPECT_EQ(raise(0), 5);
    EXPECT_EQ(db.execute("delete from items where id = 1"), 1);
    EXPECT_EQ(db.execute("delete from items where id = 1"), 0);
}

TEST_F(SqlTest, FindsTheFirstRowOrNone) {
    for (int64_t id = 1; id <= 5; ++id) insert(id, "tea", id * 10);
    const auto above = [this](int64_t price) {
        return db.query_one("select id from items where price > :price order by id", "i", {price});
    };
    EXPECT_EQ(above(20)->number(0), 3);
    EXPECT_FALSE(above(50));
    EXPECT_EQ(above(0)->number(0), 1);
}

TEST_F(SqlTest, BindsANameThatComesTwiceOnce) {
    insert(1, "tea", 1);
    EXPECT_EQ(db.query_one("select :a || name || :a || ':b' || :b from items", "t",
                           {std::string_view("x"), std::string_view("y")})
                  ->text(0),
              "xteax:by");
}

TEST_F(SqlTest, RefusesAWrongNumberOfArguments) {
    EXPECT_THROW(db.execute("delete from items where id = :id"), std::logic_error);
    EXPECT_THROW(db.query("select id from items", "i", {int64_t{1}}), std::logic_error);
}

TEST_F(SqlTest, AStatementTakesANumberWhereItTookAText) {
    const auto echo = [this](sql::arg value) {
        return db.query_one("select :value || ''", "t", {value})->text(0);
    };
    EXPECT_EQ(echo(std::string_view("a")), "a");
    EXPECT_EQ(echo(int64_t{7}), "7");
    EXPECT_EQ(echo(nullptr), "");
    EXPECT_EQ(echo(std::string_view("b")), "b");
}

TEST_F(SqlTest, ErrorTextsHoldNoValue) {
    insert(7001, "secret-session-key", 7002);
    const auto duplicate = failure_of([&] { insert(7001, "secret-session-key", 7002); });
    EXPECT_EQ(duplicate.what_kind(), sql_error::kind::constraint);

    db.run_once("pragma query_only = 1");
    const auto read_only = failure_of([&] { insert(7003, "secret-session-key", 7002); });
    EXPECT_EQ(read_only.what_kind(), sql_error::kind::other);

    const auto mistyped = failure_of([&] {
        db.query("select nonsense from items where name = :name", "i",
                 {std::string_view("secret-session-key")});
    });
    EXPECT_EQ(mistyped.what_kind(), sql_error::kind::other);

    for (const auto& failure : {duplicate, read_only, mistyped}) {
        const std::string text = failure.what();
        EXPECT_EQ(text.find("secret"), std::string::npos) << text;
        EXPECT_EQ(text.find("700"), std::string::npos) << text;
        EXPECT_NE(text.find("items"), std::string::npos) << text;
    }
}

TEST_F(SqlTest, AConstraintUndoesItsStatementOnly) {
    db.begin_write();
    insert(1, "tea", 1);
    EXPECT_THROW(insert(1, "tea", 1), sql_error);
    insert(2, "tea", 1);
    db.commit();
    EXPECT_EQ(count(), 2);
}

TEST_F(SqlTest, ASavepointUndoesWhatCameAfterIt) {
    db.begin_write();
    insert(1, "tea", 1);
    db.savepoint();
    insert(2, "tea", 1);
    db.rollback_to_savepoint();
    db.savepoint();
    insert(3, "tea", 1);
    db.release_savepoint();
    db.commit();
    EXPECT_EQ(db.query_one("select sum(id) from items", "i")->number(0), 4);
}

TEST_F(SqlTest, NothingIsDoneInATransactionThatIsGone) {
    db.begin_write();
    insert(1, "tea", 1);
    EXPECT_THROW(db.execute("no statement"), sql_error);
    EXPECT_EQ(failure_of([&] { insert(2, "tea", 1); }).what_kind(), sql_error::kind::other);
    EXPECT_THROW(db.savepoint(), sql_error);
    EXPECT_THROW(db.commit(), sql_error);
    db.rollback();
    EXPECT_EQ(count(), 0);
    insert(3, "tea", 1);
    EXPECT_EQ(count(), 1);
}

TEST_F(SqlTest, AReadTransactionCannotWrite) {
    db.begin_read();
    EXPECT_THROW(insert(1, "tea", 1), std::logic_error);
    EXPECT_EQ(count(), 0);
    db.commit();
    insert(1, "tea", 1);
    EXPECT_EQ(count(), 1);
}

TEST_F(SqlTest, AReadTransactionSeesOneState) {
    sql other(files.where());
    db.begin_read();
    EXPECT_EQ(count(), 0);
    other.execute("insert into items (id) values (1)");
    EXPECT_EQ(count(), 0);
    db.commit();
    EXPECT_EQ(count(), 1);
}

// A prepared SELECT left on a row keeps its snapshot over COMMIT, and the next write is locked out.
TEST_F(SqlTest, AKeptSelectDoesNotBlockWritesAfterAForeignCommit) {
    sql other(files.where());
    for (int64_t id = 1; id <= 3; ++id) insert(id, "tea", 1);
    for (int64_t round = 0; round < 5; ++round) {
        db.begin_write();
        EXPECT_EQ(db.query_one("select id from items order by id", "i")->number(0), 1);
        db.execute("update items set price = price + 1 where id = 1");
        db.commit();
        other.execute("update items set price = price + 1 where id = 2");
    }
    EXPECT_EQ(db.query_one("select sum(price) from items", "i")->number(0), 13);
}

TEST_F(SqlTest, AnotherSessionWaitsForTheWriteLockNotLongerThanASecond) {
    sql other(files.where());
    db.begin_write();
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(failure_of([&] { other.begin_write(); }).what_kind(), sql_error::kind::other);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
    other.rollback();
    db.commit();
    other.begin_write();
    other.commit();
}

TEST(SqlFileTest, IsForThisUserAlone) {
    const temporary_database files;
    const auto folder = files.folder() / "made here";
    sql db("sqlite3:" + (folder / "a=b c.db").native());
    db.run_once("create table items (id bigint)");
    EXPECT_EQ(mode_of(folder), 0700u);
    for (const char* name : {"a=b c.db", "a=b c.db-wal", "a=b c.db-shm"})
        EXPECT_EQ(mode_of(folder / name), 0600u) << name;
}

TEST(SqlFileTest, UsesTheWriteAheadLog) {
    const temporary_database files;
    sql db(files.where());
    EXPECT_EQ(db.query_one("pragma journal_mode", "t")->text(0), "wal");
}

TEST(SqlFileTest, SyncsAsItIsTold) {
    const temporary_database files;
    sql db(files.where());
    for (const bool durable : {true, false, true}) {
        db.set_durable(durable);
        EXPECT_EQ(db.query_one("pragma synchronous", "i")->number(0), durable ? 2 : 1);
    }
}

TEST(SqlFileTest, RefusesWhatItCannotOpen) {
    const temporary_database files;
    EXPECT_THROW(sql("mysql:host=db"), sql_error);
    EXPECT_THROW(sql("sqlite3:"), sql_error);
    EXPECT_THROW(sql("sqlite3:a\"b.db"), sql_error);
    EXPECT_THROW(sql("sqlite3:" + files.folder().native()), sql_error);
    EXPECT_THROW(sql("sqlite3:" + (files.folder() / "no/such/swan.db").native()), sql_error);
}

}  // namespace
}  // namespace swan
