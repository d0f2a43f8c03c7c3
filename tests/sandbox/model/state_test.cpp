#include "sandbox/model/state.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "merchant.h"
#include "sandbox/model/record.h"
#include "sandbox/model/views.h"

namespace swan::sandbox {
namespace {

TEST(state, ids_of_the_cashier_exceed_32_bits_and_count_up) {
    state known;
    const int64_t first = testing::pay(known).order_id;
    const int64_t second = testing::pay(known).order_id;
    EXPECT_GT(first, int64_t{INT32_MAX});
    EXPECT_GT(second, first);
    EXPECT_GT(known.user_named("a").user_id, int64_t{INT32_MAX});
}

TEST(state, the_same_merchant_order_may_be_paid_twice) {
    state known;
    testing::pay(known);
    const order& second = testing::pay(known);
    EXPECT_EQ(known.orders().size(), 2u);
    EXPECT_EQ(known.find_paid(second.tp_order_id), &second);
    EXPECT_EQ(known.find_paid("other"), nullptr);
}

TEST(state, keeps_the_last_thousand_callbacks) {
    state known;
    for (int i = 0; i < 1001; ++i) {
        callback_record sent;
        sent.kind = "succ";
        known.add(sent);
    }
    ASSERT_EQ(known.callbacks().size(), 1000u);
    EXPECT_EQ(known.callbacks().front().number, 2);
    EXPECT_EQ(known.callbacks().back().number, 1001);
}

// What the archive does: every change becomes a row, rows become a state again.
state archived(state& from) {
    std::map<state::key, std::string> rows;
    for (const auto& key : from.take_changes()) rows[key] = record_text(from, key);
    state into;
    for (const auto& [key, text] : rows)
        if (!text.empty()) restore_record(into, key.first, text);
    return into;
}

TEST(state, comes_back_from_the_archive_as_it_was) {
    state known;
    known.user_named("open").session_key = "1df09d0a1677dd72b8325aec59576e0c";
    known.add(login_code{"used", "open", "", 5});
    known.add(login_code{"fresh", "open", "", 7});
    known.erase_code("used");
    order& paid = testing::pay(known);
    paid.return_data = R"({"a":"b"})";
    paid.open_id = "open";
    paid.biz_info = "{}";
    paid.create_time = 4;
    paid.bank_refuses = true;
    paid.notify = {true, 3, 1234567890123};
    refund back;
    back.batch_id = known.new_batch_id();
    back.biz_batch_id = "R1";
    back.order_id = paid.order_id;
    back.money = 30;
    back.stage = refund_stage::failing;
    back.notify_url = "http://127.0.0.1/";
    back.skip_audit = back.tells_failure = back.bank_refused = true;
    back.created_ms = 5;
    back.changed_ms = 6;
    back.earlier_status = 2;
    known.add(back);
    callback_record sent;
    sent.kind = "refund";
    sent.answer = "\"quoted\"\n";
    known.add(sent);

    state again = archived(known);
    EXPECT_EQ(state_view(again), state_view(known));
    EXPECT_EQ(again.find_user("open")->session_key, "1df09d0a1677dd72b8325aec59576e0c");
    EXPECT_EQ(again.find_code("used"), nullptr);
    ASSERT_NE(again.find_code("fresh"), nullptr);
    EXPECT_EQ(again.find_code("fresh")->expires_ms, 7);
    const order& restored = *again.find_order(paid.order_id);
    EXPECT_EQ(restored.return_data, R"({"a":"b"})");
    EXPECT_TRUE(restored.notify.open);
    EXPECT_EQ(restored.notify.attempt, 3);
    EXPECT_EQ(restored.notify.due_ms, 1234567890123);
    EXPECT_EQ(again.left(restored), 100) << "what failed is left again";
    for (const state::key& key : {state::key{state::kind::order, concat(paid.order_id)},
                                  state::key{state::kind::refund, back.batch_id}})
        EXPECT_EQ(record_text(again, key), record_text(known, key));
    EXPECT_NE(again.find_by_biz_batch("R1"), nullptr);
}

TEST(state, is_shown_with_ids_as_texts_and_money_as_integers) {
    state known;
    known.user_named("open");
    const order& paid = testing::pay(known);
    EXPECT_EQ(
        state_view(known),
        concat(R"({"users":[{"open_id":"open"}],"orders":[{"tpOrderId":"3028903626",)",
               R"("orderId":")", paid.order_id, R"(","userId":"3269234686470",)",
               R"("totalMoney":100,"payMoney":100,"status":2,"consumed":true,"calls":false}],)",
               R"("refunds":[],"callbacks":[],"calls":{}})"));
}

}  // namespace
}  // namespace swan::sandbox
