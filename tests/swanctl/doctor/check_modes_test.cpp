#include <gtest/gtest.h>

#include "base/config_fixture.h"
#include "base/text.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {
namespace {

namespace fs = std::filesystem;

class CheckModesTest : public config_test {
  protected:
    void SetUp() override {
        config_test::SetUp();
        fs::create_directory(root_ / "data");
        for (const fs::path& each : secrets()) {
            std::ofstream(each, std::ios::app) << "";
            fs::permissions(each, fs::perms::owner_read | fs::perms::owner_write);
        }
    }
    std::vector<fs::path> secrets() const {
        return {conf() / "self_rsa_private_key.pem", conf() / "smart_app.json",
                root_ / "data/order.key", root_ / "data/notify.key", root_ / "data/swan.db"};
    }
    findings checked() const {
        const examined what = examine(conf());
        outside around(what, "");
        return check_modes(what, around);
    }
};

TEST_F(CheckModesTest, IsContentWhenAllSecretsAreClosed) {
    const findings all = checked();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].what, finding::verdict::ok);
    EXPECT_NE(all[0].seen.find("the 5 files"), std::string::npos) << all[0].seen;
}

TEST_F(CheckModesTest, TellsEachSecretThatEverybodyCanRead) {
    for (const fs::path& each : secrets()) {
        fs::permissions(each, fs::perms::others_read, fs::perm_options::add);
        const findings all = checked();
        ASSERT_EQ(all.size(), 1u) << each;
        EXPECT_EQ(all[0].what, finding::verdict::failed) << each;
        EXPECT_EQ(all[0].mend, concat("chmod 600 ", each.native()));
        fs::permissions(each, fs::perms::others_read, fs::perm_options::remove);
    }
}

}  // namespace
}  // namespace swan::doctor
