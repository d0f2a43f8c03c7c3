// The keys of server.json that decide about money.
#include <string>

#include "config_fixture.h"

namespace swan {
namespace {

constexpr const char* kKey = R"("notify_url": )";

class ledger_config : public config_test {
  protected:
    // server.json of a sandbox with one more key.
    void with(const std::string& members) {
        write("server.json", R"({"upstream_base":"http://127.0.0.1:8081",)" + members + "}");
    }
    ledger_settings ledger_with(const std::string& members) {
        with(members);
        return load().server.ledger;
    }
    std::string refusal_of(const std::string& members) {
        with(members);
        return refusal();
    }
    void expect_refused(const std::string& key, const std::string& value) {
        const std::string why = refusal_of("\"" + key + "\":" + value);
        EXPECT_NE(why.find(key), std::string::npos) << key << ":" << value << " " << why;
    }
    std::string production_refusal(const std::string& members) {
        write("server.json", "{" + members + "}");
        return refusal();
    }
};

TEST_F(ledger_config, without_a_key_the_cautious_value_holds) {
    const server_settings read = load().server;
    EXPECT_EQ(read.ledger, ledger_settings());
    EXPECT_EQ(read.ledger.unasked_refund, ledger_settings::unasked::undecided);
    EXPECT_EQ(read.ledger.confirm_paid, ledger_settings::confirmation::odd);
    EXPECT_EQ(read.ledger.orphan, ledger_settings::unknown_order::keep);
    EXPECT_EQ(read.ledger.paid_after_close, ledger_settings::closed_order::refund);
    EXPECT_EQ(read.ledger.when_unavailable, ledger_settings::outage::answer);
    EXPECT_EQ(read.ledger.audit_full_amount, ledger_settings::whole_amount::pay_money);
    EXPECT_EQ(read.ledger.error_order_limit, 20);
    EXPECT_EQ(read.ledger.close_after.count(), 86'400);
    EXPECT_EQ(read.ledger.unsettled_wait.count(), 600);
    EXPECT_EQ(read.notify.url, "");
    EXPECT_FALSE(read.notify.private_addresses);
    EXPECT_EQ(read.notify.key_file, root_ / "data/notify.key");
}

TEST_F(ledger_config, each_choice_has_its_names) {
    using unasked = ledger_settings::unasked;
    EXPECT_EQ(ledger_with(R"("unasked_refund":"undecided")").unasked_refund, unasked::undecided);
    EXPECT_EQ(ledger_with(R"("unasked_refund":"approve")").unasked_refund, unasked::approve);
    EXPECT_EQ(ledger_with(R"("unasked_refund":"reject")").unasked_refund, unasked::reject);
    using confirmation = ledger_settings::confirmation;
    EXPECT_EQ(ledger_with(R"("confirm_paid":"odd")").confirm_paid, confirmation::odd);
    EXPECT_EQ(ledger_with(R"("confirm_paid":"always")").confirm_paid, confirmation::always);
    EXPECT_EQ(ledger_with(R"("confirm_paid":"never")").confirm_paid, confirmation::never);
    using unknown_order = ledger_settings::unknown_order;
    EXPECT_EQ(ledger_with(R"("orphan":"keep")").orphan, unknown_order::keep);
    EXPECT_EQ(ledger_with(R"("orphan":"refund")").orphan, unknown_order::refund);
    EXPECT_EQ(ledger_with(R"("orphan":"accept")").orphan, unknown_order::accept);
    using closed_order = ledger_settings::closed_order;
    EXPECT_EQ(ledger_with(R"("paid_after_close":"refund")").paid_after_close, closed_order::refund);
    EXPECT_EQ(ledger_with(R"("paid_after_close":"reopen")").paid_after_close, closed_order::reopen);
    using outage = ledger_settings::outage;
    EXPECT_EQ(ledger_with(R"("when_unavailable":"errno")").when_unavailable, outage::answer);
    EXPECT_EQ(ledger_with(R"("when_unavailable":"close")").when_unavailable, outage::close);
    using amount = ledger_settings::whole_amount;
    EXPECT_EQ(ledger_with(R"("audit_full_amount":"pay_money")").audit_full_amount,
              amount::pay_money);
    EXPECT_EQ(ledger_with(R"("audit_full_amount":"total_money")").audit_full_amount,
              amount::total_money);
}

TEST_F(ledger_config, no_choice_has_another_name) {
    for (const char* key : {"unasked_refund", "confirm_paid", "orphan", "paid_after_close",
                            "when_unavailable", "audit_full_amount"})
        for (const char* value : {R"("other")", R"("")", "1", "true"}) expect_refused(key, value);
}

TEST_F(ledger_config, numbers_are_taken_from_end_to_end) {
    EXPECT_EQ(ledger_with(R"("error_order_limit":1)").error_order_limit, 1);
    EXPECT_EQ(ledger_with(R"("error_order_limit":100000)").error_order_limit, 100'000);
    EXPECT_EQ(ledger_with(R"("refunds_a_day":0)").refunds_a_day, 0);
    EXPECT_EQ(ledger_with(R"("refunds_a_day":1000000000000)").refunds_a_day, 1'000'000'000'000);
    EXPECT_EQ(ledger_with(R"("refunds_a_minute":0)").refunds_a_minute, 0);
    EXPECT_EQ(ledger_with(R"("refunds_a_minute":1000000)").refunds_a_minute, 1'000'000);
    EXPECT_EQ(ledger_with(R"("queries_a_second":1)").queries_a_second, 1);
    EXPECT_EQ(ledger_with(R"("queries_a_second":10000)").queries_a_second, 10'000);
    EXPECT_EQ(ledger_with(R"("close_after":0)").close_after.count(), 0);
    EXPECT_EQ(ledger_with(R"("close_after":31536000)").close_after.count(), 31'536'000);
    EXPECT_EQ(ledger_with(R"("unsettled_wait":0)").unsettled_wait.count(), 0);
    EXPECT_EQ(ledger_with(R"("unsettled_wait":604800)").unsettled_wait.count(), 604'800);
}

TEST_F(ledger_config, and_not_beyond) {
    expect_refused("error_order_limit", "0");
    expect_refused("error_order_limit", "100001");
    expect_refused("refunds_a_day", "-1");
    expect_refused("refunds_a_day", "1000000000001");
    expect_refused("refunds_a_minute", "-1");
    expect_refused("refunds_a_minute", "1000001");
    expect_refused("queries_a_second", "0");
    expect_refused("queries_a_second", "10001");
    expect_refused("close_after", "-1");
    expect_refused("close_after", "31536001");
    expect_refused("unsettled_wait", "-1");
    expect_refused("unsettled_wait", "604801");
    expect_refused("close_after", R"("86400")");
}

TEST_F(ledger_config, the_merchants_system_has_a_url_and_a_key) {
    with(R"("notify_url":"https://shop.example.com:8443/a/b?c=d&e=%20",
            "notify_key_file":"keys/notify.key","notify_private_addresses":true)");
    const notify_settings read = load().server.notify;
    EXPECT_EQ(read.url, "https://shop.example.com:8443/a/b?c=d&e=%20");
    EXPECT_EQ(read.key_file, root_ / "keys/notify.key");
    EXPECT_TRUE(read.private_addresses);
}

TEST_F(ledger_config, a_url_that_could_lead_elsewhere_is_refused) {
    for (const char* url :
         {"shop.example.com", "ftp://shop.example.com/", "https://", "https:///path",
          "https://name:word@shop.example.com/", "https://shop.example.com@evil.example.com/",
          "https://shop.example.com/a#b", "https://shop.example.com/a b", "https://a\\\\b/",
          "https://shop.example.com/?a#b", "https://shop.example.com:0/"})
        EXPECT_NE(refusal_of(std::string(kKey) + "\"" + url + "\"").find("notify_url"),
                  std::string::npos)
            << url;
    expect_refused("notify_private_addresses", R"("yes")");
}

TEST_F(ledger_config, plain_http_is_for_the_own_network_alone_in_production) {
    const std::string plain = std::string(kKey) + R"("http://10.0.0.7/events")";
    EXPECT_NE(production_refusal(plain).find("must be https in production"), std::string::npos);
    EXPECT_EQ(production_refusal(plain + R"(,"notify_private_addresses":true)"), "");
    EXPECT_EQ(production_refusal(std::string(kKey) + R"("https://shop.example.com/")"), "");
    EXPECT_EQ(refusal_of(plain), "") << "a sandbox may";
}

}  // namespace
}  // namespace swan
