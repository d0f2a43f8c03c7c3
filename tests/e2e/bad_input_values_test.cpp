// Well-formed values that mean nothing here: numbers out of range, ids of nobody, line breaks.
#include "bad_input.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

const std::vector<std::string> kNoNumbers{
    "0",   "-1", "+1",   "1.0", "1,0", "0x1",   "1e2",  "abc", " 1", "1 ",
    "--1", "١",  "%2D1", "1\t", "NaN", "1\r\n", "null", "''",  "½",  "\xef\xbc\x91"};

class bad_values : public bad_input {
  public:
    static void SetUpTestSuite() { start({}, kKey); }

  protected:
    static constexpr const char* kKey = "KeyOfTheShop0123456789";
    static inline const std::string kMerchant = concat("Authorization: Bearer ", kKey);

    // Asked with the merchant's key, in the query and in a form.
    static void expect_own_terms_refused(const std::string& terms, const std::string& name) {
        const std::string tells = "\"" + name + "\"";
        expect_refused({{name, {"GET", "/pay/gen?" + terms, "", {kMerchant}}, 10001, 200, tells},
                        {name, {"POST", "/pay/gen", terms, {kMerchant}}, 10001, 200, tells}});
    }
    static void expect_illegal(const std::string& target, const std::string& tells) {
        expect_refused({tells, {"GET", target}, 10001, 200, "\"" + tells + "\""});
    }
};

TEST_F(bad_values, a_count_that_cannot_be_bought_is_named) {
    for (std::string each : kNoNumbers) {
        if (each.size() > 4) continue;
        for (const char* goods : {"", "&goods_id=tea"})
            expect_illegal("/pay/gen?count=" + escaped(each) + goods, "count");
    }
    for (const char* count : {"1000", "9999", "0000", "10000", "99999999999999999999"})
        expect_illegal(concat("/pay/gen?goods_id=tea&count=", count), "count");
    for (const char* count : {"-1", "0", "1000", "9999"})
        expect_refused({count,
                        {"POST", "/pay/gen", concat(R"({"goods_id":"tea","count":)", count, "}")},
                        10001,
                        200,
                        "\"count\""});
}

TEST_F(bad_values, goods_that_nobody_sells_are_named) {
    for (const char* goods : {"coffee", "TEA", "tea ", " tea", "te", "tea\n", "../tea", "%",
                              "' or '1'='1", "高山乌龙茶"})
        expect_illegal(concat("/pay/gen?goods_id=", escaped(goods)), "goods_id");
}

TEST_F(bad_values, the_merchants_own_terms_need_his_key) {
    for (const char* terms : {"amount=1", "merchant_order_id=1", "goods_id=tea&amount=1",
                              "amount=777&title=x&merchant_order_id=7"}) {
        const raw_reply got = ask(raw_request{"GET", concat("/pay/gen?", terms)});
        expect_error(got, 30003, 200, "merchant's key");
    }
}

TEST_F(bad_values, a_key_that_is_not_the_merchants_is_none) {
    for (const char* path : {"/pay/gen?goods_id=tea", "/pay/refund?tp_order_id=1"})
        for (const char* key : {"Authorization: Bearer", "Authorization: Bearer ",
                                "Authorization: Bearer x", "Authorization: KeyOfTheShop0123456789",
                                "Authorization: Bearer KeyOfTheShop0123456789x"})
            expect_refused({key, {"GET", path, "", {key}}, 30003, 200, "Authorization"});
}

TEST_F(bad_values, the_merchants_own_terms_are_all_there_and_in_range) {
    const std::vector<std::pair<std::string, std::string>> terms{
        {"amount", "777"}, {"title", "box"}, {"merchant_order_id", "m-1"}};
    for (const auto& [name, good] : terms) {
        std::string others;
        for (const auto& each : terms)
            if (each.first != name) others += each.first + "=" + each.second + "&";
        for (const std::string& text : {others, others + name + "="})
            expect_own_terms_refused(text, name);
    }
    const std::string rest = "title=box&merchant_order_id=m-1&amount=";
    for (const std::string& each : kNoNumbers)
        if (each.size() <= 12) expect_own_terms_refused(rest + escaped(each), "amount");
    for (const char* amount : {"100000001", "999999999999"})
        expect_own_terms_refused(rest + amount, "amount");
}

TEST_F(bad_values, a_merchants_order_that_is_paid_is_not_made_again) {
    const std::string query = "?amount=777&title=box&merchant_order_id=m-paid";
    const reply made = system().ask("GET", "/pay/gen" + query, "", {kMerchant});
    system().pay(json::document::parse_object(made.body));
    accept_rows();
    expect_refused({"paid", {"GET", "/pay/gen" + query, "", {kMerchant}}, 20005, 200, ""});
}

TEST_F(bad_values, an_amount_that_cannot_be_refunded_is_named) {
    const std::string start = "/pay/refund?tp_order_id=" + paid_order() + "&amount=";
    for (const std::string& each : kNoNumbers)
        if (each.size() <= 12) expect_illegal(start + escaped(each), "amount");
    for (const char* amount : {"9223372036854775808", "-9223372036854775808", "1000000000000"})
        expect_illegal(start + amount, "amount");
    for (const char* amount : {"101", "999999999999"})
        expect_refused({amount, {"GET", start + amount}, 20002, 200, ""});
}

TEST_F(bad_values, a_refund_id_in_other_letters_is_named) {
    const std::string start = "/pay/refund?tp_order_id=" + paid_order() + "&refund_id=";
    for (const char* id :
         {"a b", "a/b", "a.b", "a:b", "a\r\nb", "../a", "a'", "a\"", "天", "batch:1", "a+b", "a%b"})
        expect_illegal(start + escaped(id), "refund_id");
}

TEST_F(bad_values, an_order_that_is_not_ours_is_not_there) {
    std::string near = unpaid_order();
    near.back() = near.back() == '0' ? '1' : '0';
    for (const std::string& id :
         {near, unpaid_order().substr(1), unpaid_order() + "0", " " + near, unpaid_order() + " ",
          std::string("0"), std::string("-1"), std::string("%"), std::string("' or '1'='1"),
          std::string("天鹅"), std::string(64, '9'), std::string("*"), std::string("null")})
        for (const char* path : {"/pay/status", "/pay/refund"})
            expect_refused(
                {id, {"GET", concat(path, "?tp_order_id=", escaped(id))}, 20001, 200, ""});
    expect_refused(
        {"unpaid", {"GET", "/pay/refund?tp_order_id=" + unpaid_order()}, 20000, 200, ""});
}

// Neither a header of the answer nor a line of the log can be made by a client.
TEST_F(bad_values, line_breaks_reach_no_header_and_no_line_of_the_log) {
    const std::string evil = escaped("1\r\nX-Evil: 1\r\nINFO evil\r\n\r\n{\"code\":0}");
    for (const endpoint& where : endpoints())
        for (const parameter& one : where.parameters) {
            const std::string form = good_form(where, one.name) + one.name + "=" + evil;
            const raw_reply got = where.post
                                      ? ask(raw_request{"POST", where.path, form + "&zzz=" + evil})
                                      : ask(raw_request{"GET", where.path + "?" + form});
            EXPECT_EQ(got.count("x-evil"), 0);
            EXPECT_NE(at(got.body, "code"), "0") << got.body;
        }
    for (const std::string& query :
         {"open_id=" + evil, "amount=1&merchant_order_id=evil&title=" + evil,
          "amount=1&title=evil&merchant_order_id=" + evil}) {
        const raw_reply got = ask(raw_request{"GET", "/pay/gen?" + query, "", {kMerchant}});
        EXPECT_EQ(got.count("x-evil"), 0);
        EXPECT_EQ(at(got.body, "code"), "0") << got.body;
    }
    accept_rows();
    for (const char* target : {"/auth/login%0d%0aINFO%20evil", "/pay/%0aINFO%20evil"})
        EXPECT_EQ(ask(raw_request{"GET", target}).status, 404);
    const std::string logs = system().logs();
    EXPECT_EQ(logs.find("\nINFO evil"), std::string::npos);
    EXPECT_EQ(logs.find("\nX-Evil"), std::string::npos);
}

}  // namespace
}  // namespace swan::e2e
