#include "service/store/location.h"

#include <gtest/gtest.h>

#include "service/store/sql.h"

namespace swan {
namespace {

TEST(DatabaseFileName, IsWhatStandsBehindTheKindOfDatabase) {
    EXPECT_EQ(database_file_name("sqlite3:/srv/swan.db"), "/srv/swan.db");
    EXPECT_EQ(database_file_name("sqlite3:data/a:b c.db"), "data/a:b c.db");
}

TEST(DatabaseFileName, IsRefusedWhenItCannotBeHandedOn) {
    using namespace std::string_view_literals;
    for (const auto where : {""sv, "swan.db"sv, "mysql:host=db"sv, "sqlite3:"sv,
                             "sqlite3:a\"b.db"sv, "sqlite3:a\0.db"sv})
        EXPECT_THROW(database_file_name(where), sql_error) << where;
}

}  // namespace
}  // namespace swan
