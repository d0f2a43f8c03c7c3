#include "service/store/write_probe.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "service/store/sql.h"

namespace swan {
namespace {

namespace fs = std::filesystem;

class WriteProbeTest : public testing::Test {
  protected:
    WriteProbeTest() {
        std::string name = testing::TempDir() + "swan-probe-XXXXXX";
        folder = mkdtemp(name.data());
    }
    ~WriteProbeTest() override { fs::remove_all(folder); }
    std::string where(const char* file) const { return "sqlite3:" + (folder / file).native(); }
    bool is_empty() const { return fs::is_empty(folder); }

    fs::path folder;
};

TEST_F(WriteProbeTest, CommitsAndLeavesNothingBehind) {
    EXPECT_GT(probe_durable_write(where("swan.db")).count(), 0);
    EXPECT_TRUE(is_empty());
}

TEST_F(WriteProbeTest, MakesTheFolderOnlyForTheTimeBeing) {
    EXPECT_GT(probe_durable_write(where("data/swan.db")).count(), 0);
    EXPECT_TRUE(is_empty());
}

TEST_F(WriteProbeTest, DoesNotTouchTheDatabaseItself) {
    std::ofstream(folder / "swan.db") << "no database";
    EXPECT_GT(probe_durable_write(where("swan.db")).count(), 0);
    EXPECT_EQ(fs::file_size(folder / "swan.db"), 11u);
}

TEST_F(WriteProbeTest, FailsWhereNothingCanBeWritten) {
    std::ofstream(folder / "file");
    EXPECT_THROW(probe_durable_write(where("file/swan.db")), sql_error);
    EXPECT_THROW(probe_durable_write(where("none/data/swan.db")), sql_error);
}

}  // namespace
}  // namespace swan
