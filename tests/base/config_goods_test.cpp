#include "base/crypto.h"
#include "base/text.h"
#include "config_fixture.h"

using namespace swan;

namespace {

using config_goods = config_test;
using config_access = config_test;

std::string hash_of(std::string_view key) {
    const auto hash = crypto::sha256(key);
    return crypto::hex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

TEST_F(config_goods, are_found_by_id) {
    write("goods.json", R"([{"id":"a","title":"A","price":1},
                            {"id":"b","title":"B","price":100000000,"max_count":2,
                             "rows":[["Where","Here"],["When",""]]}])");
    const config all = load();
    ASSERT_NE(all.find_goods("b"), nullptr);
    const goods& one = *all.find_goods("b");
    EXPECT_EQ(one.title, "B");
    EXPECT_EQ(one.price, 100'000'000);
    EXPECT_EQ(one.max_count, 2);
    ASSERT_EQ(one.rows.size(), 2u);
    EXPECT_EQ(one.rows[0].second, "Here");
    EXPECT_EQ(all.find_goods("a")->max_count, 999);
    EXPECT_EQ(all.find_goods("c"), nullptr);
    EXPECT_EQ(all.find_goods(""), nullptr);
}

TEST_F(config_goods, are_wanted_in_production_only) {
    remove("goods.json");
    EXPECT_EQ(refusal(), "");
    production();
    EXPECT_TRUE(refusal().starts_with("goods.json: is missing")) << refusal();
    write("goods.json", "[]");
    load();
    EXPECT_NE(warnings_.at(0).find("goods.json: is empty"), std::string::npos);
}

TEST_F(config_goods, name_the_entry_that_is_wrong) {
    EXPECT_EQ(refusal_with("goods.json", R"([{"id":"a","title":"A","price":1},
                                             {"id":"a","title":"A","price":1}])"),
              "goods.json: [1].id: is the id of other goods too");
    EXPECT_EQ(refusal_with("goods.json", R"([{"id":"{{goods_id}}","title":"A","price":1}])"),
              "goods.json: [0].id: is still a placeholder, or has kept its braces: {{...}}; put a "
              "goods_id that your "
              "mini-program asks for there");
    EXPECT_EQ(refusal_with("goods.json", R"([{"id":"a","title":"A"}])"),
              "goods.json: [0].price: is missing; put the price in fen there");
    EXPECT_TRUE(refusal_with("goods.json", R"([{"id":"a","titel":"A","price":1}])")
                    .starts_with("goods.json: [0].titel: is not a key"));
    EXPECT_EQ(refusal_with("goods.json", "[1]"), "goods.json: [0]: must be a JSON object");
    EXPECT_TRUE(refusal_with("goods.json", "{}").starts_with("goods.json: must be a list"));
    EXPECT_EQ(refusal_with("goods.json", concat(R"([{"price":1,"title":"t","id":")",
                                                std::string(65, 'i'), "\"}]")),
              "goods.json: [0].id: is too long (at most 64 bytes)");
}

TEST_F(config_goods, have_prices_and_counts_in_their_range) {
    for (const char* price : {"0", "-1", "100000001", "1.5", "\"1\"", "1e2"})
        EXPECT_EQ(refusal_with("goods.json", concat(R"([{"id":"a","title":"A","price":)",
                                                    std::string_view(price), "}]")),
                  "goods.json: [0].price: must be a whole number from 1 to 100000000")
            << price;
    for (const char* count : {"0", "1000"})
        EXPECT_EQ(
            refusal_with("goods.json", concat(R"([{"id":"a","title":"A","price":1,)",
                                              R"("max_count":)", std::string_view(count), "}]")),
            "goods.json: [0].max_count: must be a whole number from 1 to 999");
}

TEST_F(config_goods, have_rows_of_label_and_value) {
    for (const char* rows : {"1", "[1]", "[[\"a\"]]", "[[\"a\",\"b\",\"c\"]]", "[[\"a\",1]]",
                             "[[\"\",\"b\"]]", "[[\"{{label}}\",\"b\"]]"})
        EXPECT_TRUE(refusal_with("goods.json", concat(R"([{"id":"a","title":"A","price":1,"rows":)",
                                                      std::string_view(rows), "}]"))
                        .starts_with("goods.json: [0].rows: "))
            << rows;
}

TEST_F(config_access, finds_the_key_that_a_token_is) {
    write("access.json", concat(R"({"merchant_keys":[{"name":"shop","sha256":")", hash_of("token"),
                                R"("},{"name":"desk","sha256":")", hash_of("other"), "\"}]}"));
    const config all = load();
    ASSERT_NE(all.find_merchant_key("other"), nullptr);
    EXPECT_EQ(all.find_merchant_key("other")->name, "desk");
    EXPECT_EQ(all.find_merchant_key("token")->name, "shop");
    EXPECT_EQ(all.find_merchant_key("Token"), nullptr);
    EXPECT_EQ(all.find_merchant_key(""), nullptr);
}

TEST_F(config_access, takes_hashes_in_upper_case) {
    std::string hash = hash_of("token");
    for (char& c : hash) c = static_cast<char>(std::toupper(c));
    write("access.json", concat(R"({"merchant_keys":[{"name":"n","sha256":")", hash, "\"}]}"));
    EXPECT_NE(load().find_merchant_key("token"), nullptr);
}

TEST_F(config_access, refuses_entries_that_cannot_be_keys) {
    const auto with = [this](std::string_view entries) {
        return refusal_with("access.json", concat(R"({"merchant_keys":[)", entries, "]}"));
    };
    const std::string hash = hash_of("token");
    EXPECT_EQ(with(R"({"name":"a","sha256":"12"})"),
              "access.json: merchant_keys[0].sha256: must be 64 hex digits");
    EXPECT_EQ(with(concat(R"({"name":"a","sha256":")", std::string(64, 'g'), "\"}")),
              "access.json: merchant_keys[0].sha256: must be 64 hex digits");
    EXPECT_EQ(with(concat(R"({"name":"a","sha256":")", hash_of(""), "\"}")),
              "access.json: merchant_keys[0].sha256: is the hash of an empty key");
    const std::string one = concat(R"({"name":"a","sha256":")", hash, "\"}");
    EXPECT_EQ(with(concat(one, ",", one)),
              "access.json: merchant_keys[1].name: is the name of another key too");
    EXPECT_EQ(with(concat(one, R"(,{"name":"b","sha256":")", hash, "\"}")),
              "access.json: merchant_keys[1].sha256: is the hash of another key too");
    EXPECT_TRUE(with("{}").starts_with("access.json: merchant_keys[0].name: is missing"));
    EXPECT_EQ(refusal_with("access.json", R"({"merchant_keys":{}})"),
              "access.json: merchant_keys: must be a list");
}

TEST_F(config_access, is_a_warning_when_empty_in_production) {
    production();
    load();
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_NE(warnings_[0].find("access.json: has no merchant key"), std::string::npos);
    remove("access.json");
    load();
    EXPECT_EQ(warnings_.size(), 1u);
}

}  // namespace
