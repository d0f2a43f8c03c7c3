#include "service/store/store.h"

#include <gtest/gtest.h>

#include "store_harness.h"
#include "temporary_database.h"

namespace swan {
namespace {

using test::gate;
using test::run;
using test::submit;
using namespace std::chrono_literals;

auto insert(int64_t id) {
    return [id](sql& db) { db.execute("insert into items (id) values (:id)", {id}); };
}

int64_t count(sql& db) { return db.query_one("select count(*) from items", "i")->number(0); }

class StoreTest : public ::testing::Test {
  protected:
    StoreTest() {
        run(loop, *base, access::durable, [](sql& db) {
            db.run_once("create table items (id bigint not null primary key, body text)");
        });
    }

    test::temporary_database files;
    test::loop_thread loop;
    std::unique_ptr<store> base = std::make_unique<store>(files.where());
};

TEST_F(StoreTest, GivesTheResultToTheWaiter) {
    run(loop, *base, access::durable, insert(1));
    EXPECT_EQ(run(loop, *base, access::read, count), 1);
}

}  // namespace
}  // namespace swan
