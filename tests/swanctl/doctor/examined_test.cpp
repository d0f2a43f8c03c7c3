#include "swanctl/doctor/examined.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/config_fixture.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {
namespace {

class ExaminedTest : public config_test {
  protected:
    // How many of the faults name `file`.
    long named(const examined& what, const std::string& file) const {
        return std::ranges::count_if(what.faults, [&](const std::string& each) {
            return each.starts_with((conf() / file).native() + ":");
        });
    }
};

TEST_F(ExaminedTest, ReadsAllOfAGoodFolder) {
    const examined what = examine(conf());
    EXPECT_TRUE(what.faults.empty()) << what.faults.at(0);
    EXPECT_EQ(what.files, 8u);
    EXPECT_TRUE(what.is_sandbox());
    ASSERT_EQ(what.apps.size(), 1u);
    EXPECT_TRUE(what.apps[0].smart_app && what.apps[0].pay && what.apps[0].self_key);
    EXPECT_EQ(what.apps[0].platform_keys.size(), 1u);
}

TEST_F(ExaminedTest, TellsEachFaultyFileAndGoesOn) {
    write("pay.json", "{");
    write("goods.json", "7");
    write("self_rsa_private_key.pem", "no key");
    remove("smart_app.json");
    const examined what = examine(conf());
    EXPECT_EQ(what.faults.size(), 4u);
    for (const char* file :
         {"pay.json", "goods.json", "self_rsa_private_key.pem", "smart_app.json"})
        EXPECT_EQ(named(what, file), 1) << file;
    EXPECT_TRUE(what.server.has_value());
    ASSERT_EQ(what.apps.size(), 1u);
    EXPECT_EQ(what.apps[0].platform_keys.size(), 1u) << "does not need our key";
}

TEST_F(ExaminedTest, AsksForWhatProductionNeedsOnlyWhenItIsProduction) {
    remove("goods.json");
    EXPECT_EQ(examine(conf()).faults.size(), 0u);
    write("server.json", "{");
    EXPECT_EQ(examine(conf()).faults.size(), 1u) << "server.json alone";
    production();
    EXPECT_EQ(named(examine(conf()), "goods.json"), 1);
}

TEST_F(ExaminedTest, SeesWhatOnlyAllFilesTogetherShow) {
    std::filesystem::create_directories(conf() / "apps/shop");
    for (const char* file : {"smart_app.json", "pay.json", "goods.json", "access.json",
                             "self_rsa_private_key.pem", "platform_rsa_public_key.pem"})
        std::filesystem::copy_file(conf() / file, conf() / "apps/shop" / file);
    const examined what = examine(conf());
    EXPECT_EQ(what.apps.size(), 2u);
    ASSERT_EQ(what.faults.size(), 1u);
    EXPECT_EQ(named(what, "apps/shop/pay.json"), 1) << what.faults[0];
}

TEST_F(ExaminedTest, AFolderThatIsNotThereIsOneFault) {
    EXPECT_EQ(examine(conf() / "none").faults.size(), 1u);
}

}  // namespace
}  // namespace swan::doctor
