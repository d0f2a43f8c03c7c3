#include "app/rule_book.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "../baidu/published.h"
#include "../service/store/temporary_database.h"
#include "app/known_apps.h"
#include "service/store/orders.h"
#include "service/store/schema.h"

namespace swan {
namespace {

using namespace std::chrono_literals;

class RuleBookTest : public ::testing::Test {
  private:
    test::temporary_database files_;

  protected:
    RuleBookTest() {
        unsetenv(kNewAppVariable);
        sql db(files_.where());
        migrate(db);
    }
    ~RuleBookTest() override { unsetenv(kNewAppVariable); }

    installation settings_of(const std::vector<std::string>& app_keys) const {
        installation all{};
        all.server.store = files_.where();
        all.server.order_key_file = key_file();
        for (const std::string& app_key : app_keys)
            all.apps.push_back(
                {.app = app_key,
                 .smart_app = {app_key, "secret"},
                 .pay = {"1", "MMM" + app_key, "2", "title", ""},
                 .server = {},
                 .catalogue = {},
                 .merchant_keys = {},
                 .self_key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1),
                 .platform_keys = {}});
        return all;
    }
    // What is said when those mini-programs are refused; empty when they are not.
    std::string refusal(const std::vector<std::string>& app_keys) const {
        try {
            rule_book().of(settings_of(app_keys));
        } catch (const config_error& fault) {
            return fault.what();
        }
        return {};
    }
    void sell(const char* app_key) const {
        sql db(files_.where());
        ASSERT_TRUE(insert_order(db, app_number(db, app_key), {.tp_order_id = "1"}));
    }
    bool knows(const char* app_key) const {
        sql db(files_.where());
        return db.query_one("select 1 from apps where app_key = :app_key", "i", {app_key})
            .has_value();
    }
    std::filesystem::path key_file() const { return files_.folder() / "order.key"; }
};

// A mistyped app_key began a second ledger without a word: paid orders were not found any more.
TEST_F(RuleBookTest, AnAppThatTakesThePlaceOfOneWithOrdersIsRefused) {
    EXPECT_EQ(refusal({"shop"}), "");
    sell("shop");
    const std::string said = refusal({"shpo"});
    for (const char* part :
         {"smart_app.json: app_key: shpo is new", "orders of shop", kNewAppVariable})
        EXPECT_NE(said.find(part), std::string::npos) << said;
    EXPECT_FALSE(knows("shpo")) << "else it would pass the next time";
    EXPECT_NE(refusal({"other", "shpo"}), "");
    EXPECT_EQ(refusal({"shop"}), "");
}

TEST_F(RuleBookTest, AnAppMayComeBesideTheOthersAndOneWithoutOrdersMayGo) {
    EXPECT_EQ(refusal({"shop"}), "");
    sell("shop");
    EXPECT_EQ(refusal({"shop", "club"}), "");
    EXPECT_EQ(refusal({"shop", "third"}), "");
    EXPECT_EQ(refusal({"club"}), "") << "known already";
}

TEST_F(RuleBookTest, AnAppMayTakeAnothersPlaceWhereTheEnvironmentSaysSo) {
    EXPECT_EQ(refusal({"shop"}), "");
    sell("shop");
    setenv(kNewAppVariable, "0", 1);
    EXPECT_NE(refusal({"next"}), "");
    setenv(kNewAppVariable, "1", 1);
    EXPECT_EQ(refusal({"next"}), "");
    unsetenv(kNewAppVariable);
    EXPECT_EQ(refusal({"next"}), "") << "once is enough";
}

TEST_F(RuleBookTest, TheSameConfigurationGivesTheSameRulesAgain) {
    rule_book book;
    const installation shop = settings_of({"shop", "club"});
    const auto first = book.of(shop);
    EXPECT_EQ(book.of(shop), first);
    EXPECT_NE(first[0], first[1]);
}

// One that changed a setting alone went on with the old ones after SIGHUP.
TEST_F(RuleBookTest, AnythingElseGivesOthers) {
    rule_book book;
    const installation shop = settings_of({"shop"});
    const auto changed = [&](auto change) {
        installation other = shop;
        change(other);
        return book.of(other).front() != book.of(shop).front();
    };
    EXPECT_TRUE(changed([](auto& all) { all.apps[0].pay.deal_id = "4711"; }));
    EXPECT_TRUE(changed([](auto& all) { all.apps[0].pay.api = api_generation::v1; }));
    EXPECT_TRUE(changed([](auto& all) { all.server.ledger.error_order_limit = 3; }));
    EXPECT_TRUE(changed([](auto& all) { all.server.ledger.queries_a_second = 3; }));
    EXPECT_TRUE(changed([](auto& all) { all.server.ledger.unsettled_wait += 1s; }));
    EXPECT_TRUE(changed([](auto& all) { all.server.upstream_timeout += 1ms; }));
}

TEST_F(RuleBookTest, NoNewOrderKeyIsMadeWhileThereAreOrdersOfAnyApp) {
    EXPECT_EQ(refusal({"shop", "club"}), "");
    sell("shop");
    std::filesystem::remove(key_file());
    EXPECT_NE(refusal({"club"}).find("order.key"), std::string::npos) << refusal({"club"});
    EXPECT_FALSE(std::filesystem::exists(key_file()));
}

}  // namespace
}  // namespace swan
