#include "app/sale.h"

#include <gtest/gtest.h>

#include <limits>

#include "../baidu/published.h"
#include "base/error.h"
#include "base/text.h"

namespace swan {
namespace {

constexpr param_rule kKnown[] = {{"goods_id", 64}, {"count", 4},   {"open_id", 64},
                                 {"amount", 12},   {"title", 255}, {"merchant_order_id", 64}};

config settings_of(environment where) {
    const auto key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1);
    config settings{.smart_app = {},
                    .pay = {.deal_id = "470193086",
                            .app_key = "MMMabc",
                            .app_id = "10026",
                            .order_title = "demo goods",
                            .service_address = ""},
                    .server = {},
                    .catalogue = {},
                    .merchant_keys = {},
                    .self_key = key,
                    .platform_keys = {}};
    settings.server.environment = where;
    settings.catalogue = {
        {.id = "tea", .title = "茶", .price = 1250, .rows = {{"origin", "Fujian"}}},
        {.id = "ring", .title = "ring", .price = 100'000'000, .rows = {}, .max_count = 2}};
    return settings;
}

class SaleTest : public ::testing::Test {
  protected:
    order wanted(std::string_view query, const std::string& merchant = "") {
        request req;
        req.parameters = params::parse(query, "", false, kKnown);
        return wanted_order(settings, req, merchant);
    }
    // The text of the refusal; empty when there is none.
    std::string refusal(std::string_view query, const std::string& merchant = "") {
        try {
            wanted(query, merchant);
        } catch (const error& e) {
            EXPECT_EQ(e.number(), code::param_illegal);
            return e.client_text();
        }
        return "";
    }
    void expect_refused(std::string_view query, std::string_view name,
                        const std::string& merchant = "") {
        const std::string text = refusal(query, merchant);
        EXPECT_NE(text.find(concat('"', name, '"')), std::string::npos) << query << ": " << text;
    }

    config settings = settings_of(environment::sandbox);
};

// ---- goods of the catalogue

TEST_F(SaleTest, GoodsCostTheirPriceTimesTheirCount) {
    const order one = wanted("goods_id=tea&open_id=user");
    EXPECT_EQ(one.total_amount, 1250);
    EXPECT_EQ(one.count, 1);
    EXPECT_EQ(one.title, "茶");
    EXPECT_EQ(one.goods_id, "tea");
    EXPECT_EQ(one.open_id, "user");
    EXPECT_EQ(one.deal_id, "470193086");
    EXPECT_EQ(one.return_data, "{}");
    EXPECT_EQ(one.state, order::status::created);
    EXPECT_EQ(wanted("goods_id=tea&count=999").total_amount, 1'248'750);
}

TEST_F(SaleTest, UnknownGoodsAreRefused) {
    expect_refused("goods_id=coffee", "goods_id");
    expect_refused("goods_id=Tea", "goods_id");
}

TEST_F(SaleTest, ThePriceNeverComesFromTheClient) {
    const order made = wanted("goods_id=tea&title=x&amount=");
    EXPECT_EQ(made.total_amount, 1250);
    EXPECT_EQ(made.title, "茶");
    EXPECT_EQ(made.merchant_order_id, std::nullopt);
}

// They were once dropped, and demo goods for 1 fen sold instead.
TEST_F(SaleTest, WithoutTheMerchantsKeyHisTermsAreUnauthorized) {
    for (const auto where : {environment::sandbox, environment::production}) {
        settings = settings_of(where);
        for (const char* query : {"amount=5&title=x&merchant_order_id=7", "amount=5",
                                  "merchant_order_id=7", "goods_id=tea&amount=1", "amount=x"}) {
            try {
                wanted(query);
                ADD_FAILURE() << query << " was sold";
            } catch (const error& e) {
                EXPECT_EQ(e.number(), code::unauthorized) << query;
                EXPECT_NE(e.client_text().find("merchant's key"), std::string::npos);
            }
        }
    }
}

TEST_F(SaleTest, TheCountIs1ToTheGoodsLimit) {
    for (const char* bad : {"0", "1000", "9999", "-1", "1.5", "x", "+1"})
        expect_refused(concat("goods_id=tea&count=", bad), "count");
    EXPECT_EQ(wanted("goods_id=tea&count=").count, 1);
    settings.server.max_amount = 1'000'000'000;
    EXPECT_EQ(wanted("goods_id=ring&count=2").count, 2);
    expect_refused("goods_id=ring&count=3", "count");
}

TEST_F(SaleTest, AnOrderIsAtMostTheDearestAllowed) {
    EXPECT_EQ(wanted("goods_id=ring").total_amount, 100'000'000);
    expect_refused("goods_id=ring&count=2", "count");
    settings.server.max_amount = 1249;
    expect_refused("goods_id=tea", "count");
}

TEST_F(SaleTest, APriceThatOverflowsIsRefused) {
    settings.server.max_amount = std::numeric_limits<int64_t>::max();
    settings.catalogue[0].price = std::numeric_limits<int64_t>::max() / 2;
    EXPECT_GT(wanted("goods_id=tea&count=2").total_amount, 0);
    expect_refused("goods_id=tea&count=3", "count");
}

TEST_F(SaleTest, TheRowsOfTheGoodsAreShown) {
    EXPECT_EQ(rows_of(settings, wanted("goods_id=tea")), settings.catalogue[0].rows);
    EXPECT_TRUE(rows_of(settings, wanted("")).empty());
}

// ---- demo goods

TEST_F(SaleTest, TheSandboxSellsDemoGoodsForOneFen) {
    const order made = wanted("");
    EXPECT_EQ(made.total_amount, 1);
    EXPECT_EQ(made.count, 1);
    EXPECT_EQ(made.title, "demo goods");
    EXPECT_EQ(made.goods_id, "");
    EXPECT_EQ(made.open_id, std::nullopt);
    EXPECT_EQ(wanted("count=3").total_amount, 3);
    expect_refused("count=1000", "count");
}

TEST_F(SaleTest, ProductionSellsNoDemoGoods) {
    settings = settings_of(environment::production);
    expect_refused("", "goods_id");
    expect_refused("goods_id=&count=1", "goods_id");
    expect_refused("", "goods_id", "shop");
    EXPECT_EQ(wanted("goods_id=tea").total_amount, 1250);
}

// ---- with the merchant's key

TEST_F(SaleTest, TheMerchantNamesAmountTitleAndItsOwnNumber) {
    for (const auto where : {environment::sandbox, environment::production}) {
        settings = settings_of(where);
        const order made =
            wanted("amount=777&title=box&merchant_order_id=A-7&open_id=user", "shop");
        EXPECT_EQ(made.total_amount, 777);
        EXPECT_EQ(made.title, "box");
        EXPECT_EQ(made.merchant_order_id, "A-7");
        EXPECT_EQ(made.open_id, "user");
        EXPECT_EQ(made.goods_id, "");
        EXPECT_EQ(made.count, 1);
    }
}

TEST_F(SaleTest, TheMerchantsAmountIs1ToTheDearestAllowed) {
    for (const char* bad : {"0", "100000001", "-1", "1.5", "x"})
        expect_refused(concat("title=box&merchant_order_id=A-7&amount=", bad), "amount", "shop");
    EXPECT_EQ(wanted("title=box&merchant_order_id=A-7&amount=100000000", "shop").total_amount,
              100'000'000);
}

// An amount without the merchant's number was once sold as demo goods for 1 fen.
TEST_F(SaleTest, AnOrderByTheMerchantNeedsAllThreeNames) {
    expect_refused("title=box&merchant_order_id=A-7", "amount", "shop");
    expect_refused("amount=777&merchant_order_id=A-7", "title", "shop");
    expect_refused("amount=777&title=box", "merchant_order_id", "shop");
    expect_refused("amount=777", "title", "shop");
}

TEST_F(SaleTest, TheMerchantMaySellFromTheCatalogueToo) {
    EXPECT_EQ(wanted("goods_id=tea&amount=", "shop").total_amount, 1250);
}

// One of the two was once dropped: the price, or what makes a retry the same order.
TEST_F(SaleTest, GoodsOfTheCatalogueHaveNoTermsOfTheMerchants) {
    for (const char* terms : {"amount=777&title=box&merchant_order_id=A-7", "amount=1250",
                              "merchant_order_id=A-7", "title=box"})
        expect_refused(concat("goods_id=tea&", terms), "goods_id", "shop");
}

}  // namespace
}  // namespace swan
