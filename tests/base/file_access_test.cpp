#include "base/file_access.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace swan {
namespace {

namespace fs = std::filesystem;

class FileAccessTest : public ::testing::Test {
  protected:
    FileAccessTest() {
        std::string name = testing::TempDir() + "swan-access-XXXXXX";
        folder = mkdtemp(name.data());
        chmod(folder.c_str(), 0755);
    }
    ~FileAccessTest() override {
        chmod(folder.c_str(), 0755);
        fs::remove_all(folder);
    }
    fs::path made(const char* name, mode_t mode) {
        std::ofstream(folder / name) << "content";
        chmod((folder / name).c_str(), mode);
        return folder / name;
    }
    // The answer to a user who owns nothing here; root may write everywhere.
    std::string why_not_for_others(const fs::path& file) {
        if (geteuid() != 0) return why_not_writable(file);
        EXPECT_EQ(seteuid(65534), 0);
        const std::string why = why_not_writable(file);
        EXPECT_EQ(seteuid(0), 0);
        return why;
    }

    fs::path folder;
};

TEST_F(FileAccessTest, AFileOfOursIsWritableAndSoIsOneThatCanBeMade) {
    EXPECT_EQ(why_not_writable(made("log", 0600)), "");
    EXPECT_EQ(why_not_writable(folder / "new"), "");
    EXPECT_EQ(why_not_writable(folder / "several/new/folders/new"), "");
    EXPECT_FALSE(fs::exists(folder / "new") || fs::exists(folder / "several")) << "nothing is made";
}

TEST_F(FileAccessTest, AFolderIsNoFileAndAFileIsNoFolder) {
    EXPECT_EQ(why_not_writable(folder), "Is a directory");
    EXPECT_EQ(why_not_writable(made("log", 0600) / "below"), "Not a directory");
    EXPECT_EQ(why_not_writable(folder / "log/further/below"), "Not a directory");
}

TEST_F(FileAccessTest, ModesAreHeeded) {
    const fs::path file = made("log", 0444);
    chmod(folder.c_str(), 0555);
    EXPECT_EQ(why_not_for_others(file), "Permission denied");
    EXPECT_EQ(why_not_for_others(folder / "new"), "Permission denied");
    EXPECT_EQ(why_not_for_others(folder / "several/new"), "Permission denied");
    EXPECT_EQ(fs::file_size(file), 7u);
}

TEST_F(FileAccessTest, AKeyThatOthersMayReadIsSeen) {
    EXPECT_TRUE(is_readable_by_all(made("open", 0644)));
    EXPECT_FALSE(is_readable_by_all(made("group", 0640)));
    EXPECT_FALSE(is_readable_by_all(made("own", 0600)));
    EXPECT_FALSE(is_readable_by_all(folder / "absent"));
}

}  // namespace
}  // namespace swan
