// Baidu as a scripted server on loopback, and the calls to it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "baidu/api.h"
#include "base/error.h"
#include "base/form.h"
#include "published.h"
#include "scripted_test.h"

namespace swan::baidu {

inline config test_config(std::string upstream) {
    config settings{.smart_app = {"4fecoAqgCIUtzIyA4FAPgoyrc4oUc25c", "the-secret-key"},
                    .pay = {"470193086", "MMMabc", "10026", "title", "", api_generation::v1},
                    .server = {},
                    .catalogue = {},
                    .merchant_keys = {},
                    .self_key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1),
                    .platform_keys = {}};
    settings.server.upstream_base = std::move(upstream);
    return settings;
}

class api_test : public scripted_test {
  protected:
    struct outcome_of_login {
        std::optional<login_session> session;
        std::optional<error> fault;
    };
    struct outcome_of_query {
        std::optional<order_status> status;
        std::optional<error> fault;
    };

    api_test() : settings_(test_config(server_.url("/"))) {}

    outcome_of_login login(std::string code) {
        outcome_of_login came;
        run([&](api& baidu) { return log_in(baidu, std::move(code), came); });
        return came;
    }
    outcome_of_query query() {
        outcome_of_query came;
        run([&](api& baidu) { return query_one(baidu, came); });
        return came;
    }
    money_outcome cancel() {
        money_outcome came;
        run([&](api& baidu) { return cancel_one(baidu, came); });
        return came;
    }
    money_outcome refund(refund_call call) {
        money_outcome came;
        run([&](api& baidu) { return refund_one(baidu, std::move(call), came); });
        return came;
    }
    static refund_call whole_refund() {
        refund_call call;
        call.ids = {.order_id = "81245245184095", .user_id = "3269234686470"};
        call.tp_order_id = "18607895241";
        call.refund_id = "R-1";
        return call;
    }

    // Of a request: the fields are from the body or the query.
    static std::string path_of(const test::seen_request& one) {
        return one.target.substr(0, one.target.find('?'));
    }
    static field_list fields_of(const test::seen_request& one) {
        const size_t query = one.target.find('?');
        return parse_form(query == std::string::npos ? one.body : one.target.substr(query + 1));
    }

  private:
    static inline const payment_ids kIds{"81245245184095", "3269234686470"};

    // A loop, client and api of its own for each call.
    template <class Call>
    void run(Call call) {
        loop events;
        waiting_limit limit(most_waiting_);
        http_client http(events, how_, limit);
        api baidu(settings_, http);
        events.post([&] { start(then_stop(call(baidu), events)); });
        events.run();
        EXPECT_EQ(limit.now(), 0);
    }
    static task<void> then_stop(task<void> work, loop& events) {
        co_await work;
        events.stop();
    }
    static task<void> log_in(api& baidu, std::string code, outcome_of_login& into) {
        try {
            login_session session = co_await baidu.exchange_code(code, "rid-1");
            into.session = std::move(session);
        } catch (const error& fault) {
            into.fault = fault;
        }
    }
    static task<void> query_one(api& baidu, outcome_of_query& into) {
        try {
            const order_status status = co_await baidu.query_order(kIds, "rid-2");
            into.status = status;
        } catch (const error& fault) {
            into.fault = fault;
        }
    }
    static task<void> cancel_one(api& baidu, money_outcome& into) {
        money_outcome came = co_await baidu.cancel_verification(kIds, "rid-3");
        into = std::move(came);
    }
    static task<void> refund_one(api& baidu, refund_call call, money_outcome& into) {
        money_outcome came = co_await baidu.apply_refund(std::move(call), "rid-4");
        into = std::move(came);
    }

  protected:
    config settings_;
};

}  // namespace swan::baidu
