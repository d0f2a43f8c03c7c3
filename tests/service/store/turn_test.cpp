#include "service/store/turn.h"

#include <gtest/gtest.h>

#include <optional>

#include "service/store/sql.h"
#include "temporary_database.h"

namespace swan {
namespace {

TEST(TurnTest, SeesTheOthersThatWaitButNotItself) {
    const test::temporary_database files;
    const std::string file = files.folder() / "turn";
    const turn one(file);
    const turn other(file);
    const turn third(file);
    EXPECT_FALSE(one.others_wait());
    std::optional<turn::waiting> first(std::in_place, other);
    EXPECT_TRUE(one.others_wait());
    EXPECT_FALSE(other.others_wait());
    {
        const turn::waiting second(third);
        EXPECT_TRUE(other.others_wait());
        first.reset();
        EXPECT_TRUE(one.others_wait());
    }
    EXPECT_FALSE(one.others_wait());
}

TEST(TurnTest, WhoWaitsNoMoreIsGone) {
    const test::temporary_database files;
    const std::string file = files.folder() / "turn";
    const turn one(file);
    {
        const turn other(file);
        const turn::waiting here(other);
        EXPECT_TRUE(one.others_wait());
        one.let_others_go_first();  // comes back though nobody goes
    }
    EXPECT_FALSE(one.others_wait());
}

TEST(TurnTest, NeedsAFileThatCanBeMade) {
    const test::temporary_database files;
    EXPECT_THROW(turn(files.folder() / "no" / "turn"), sql_error);
}

}  // namespace
}  // namespace swan
