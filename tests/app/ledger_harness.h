// The ledger of one mini-program on a real database: every call is a transaction of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "../service/store/older_schema.h"
#include "../service/store/temporary_database.h"
#include "app/ledger.h"
#include "app/ledger_refund.h"
#include "app/ledger_refund_query.h"
#include "app/marks.h"
#include "app/query_budget.h"
#include "base/error.h"
#include "base/form.h"
#include "samples.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"
#include "service/store/schema.h"

namespace swan::test {

inline received_message as_received(const std::string& body) {
    return as_kept(body, parse_form(body));
}

class ledger {
  public:
    static constexpr int64_t kSendingMs = 10'000;

    enum class schema { new_one, older };

    explicit ledger(schema made = schema::new_one) : db(made_at(files, made)) {
        migrate(db);
        db.set_durable(false);
        rules = {.app = app_number(db, "app-key"),
                 .deal_id = kDeal,
                 .api = api_generation::v1,
                 .numbers = &numbers,
                 .queries = &queries,
                 .sending_ms = kSendingMs};
    }

    // Runs `what` as the store does: undone when it throws.
    template <class F>
    auto in_transaction(F what) {
        db.begin_write();
        try {
            if constexpr (std::is_void_v<decltype(what())>) {
                what();
                db.commit();
            } else {
                auto result = what();
                db.commit();
                return result;
            }
        } catch (...) {
            db.rollback();
            throw;
        }
    }

    order sell(const order& made) {
        return in_transaction([&] { return record_sale(db, rules, made); });
    }
    notify_verdict notify(const payment_notify& told) {
        return in_transaction(
            [&] { return record_notify(db, rules, told, as_received("the notify"), now); });
    }
    audit_verdict audit(const refund_audit& asked) {
        return in_transaction([&] {
            return record_audit(db, rules, asked, as_received(asked.refund_batch_id), now);
        });
    }
    doubtful doubt(const payment_notify& told) {
        return in_transaction([&] { return record_doubtful(db, rules, told, "the forgery", now); });
    }
    refund_effect refund_told(const refund_notify& told) {
        const bool is_done = told.status == baidu::notified_refund::done;
        const std::string body = told.refund_batch_id + (is_done ? " done" : " failed");
        return in_transaction(
            [&] { return record_refund_notify(db, rules, told, as_received(body), now); });
    }
    refund_case begin(const refund_request& asked) {
        return in_transaction([&] { return begin_refund(db, rules, asked, now); });
    }
    std::optional<refund> verification_cancelled(const std::string& refund_id) {
        return in_transaction([&] { return move_to_sent(db, rules, refund_id, now); });
    }
    // News of the call that the refund is waiting for.
    refund news(const std::string& refund_id, refund_news what) {
        return in_transaction([&] {
            const auto known = find_refund(db, rules.app, refund_id);
            const bool unverifying = known && known->state == refund::status::unverifying;
            if (unverifying) what.step = refund::status::unverifying;
            if (unverifying && what.what == refund_news::kind::accepted) {
                move_to_sent(db, rules, refund_id, now);
                return find_refund(db, rules.app, refund_id).value();
            }
            return record_news(db, rules, refund_id, what, now);
        });
    }
    refund list_says(const std::string& refund_id, const baidu::found_refund& listed) {
        return in_transaction([&] { return record_listed(db, rules, refund_id, listed, now); });
    }
    refund query_says(const std::string& refund_id, baidu::queried_refund said) {
        return in_transaction([&] { return record_query(db, rules, refund_id, said, now); });
    }
    order_view view(const std::string& tp_order_id = kSold) {
        return in_transaction([&] { return view_order(db, rules, tp_order_id); });
    }

    payment payment_of(const std::string& order_id = kPaidAs) {
        return find_payment(db, rules.app, order_id).value();
    }
    refund refund_of(const std::string& refund_id) {
        return find_refund(db, rules.app, refund_id).value();
    }
    int64_t messages(std::string_view kind) {
        return db.query_one("select count(*) from messages where kind = :kind", "i", {kind})
            ->number(0);
    }

    // Opened after the older tables were made.
    static std::string made_at(const temporary_database& in, schema made) {
        if (made == schema::older) make_older_schema(in.where());
        return in.where();
    }

    temporary_database files;
    sql db;
    order_numbers numbers{std::string(32, 'k'), "app-key"};
    query_budget queries{1000};  // a second
    ledger_rules rules;
    int64_t now = kNow;
};

inline refund_request asks_for(std::optional<int64_t> amount, std::string refund_id = "") {
    return {.tp_order_id = kSold,
            .refund_id = std::move(refund_id),
            .amount = amount,
            .asked = amount ? std::to_string(*amount) : "all",
            .reason = "",
            .asked_by = "shop"};
}

inline refund_news accepted_as(std::string batch, int64_t cash = -1) {
    return {.what = refund_news::kind::accepted,
            .batch_id = std::move(batch),
            .refund_pay_money = cash};
}
inline refund_news refused_with(int64_t number) {
    return {.what = refund_news::kind::refused, .answer_code = number, .answer_text = "no"};
}
inline refund_news no_answer() { return {.what = refund_news::kind::unknown}; }
inline refund_news nothing_sent() { return {.what = refund_news::kind::not_begun}; }

}  // namespace swan::test
