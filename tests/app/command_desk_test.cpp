#include "app/recovery.h"
#include "command_desk_harness.h"
#include "service/store/order_search.h"

namespace swan::test {
namespace {

using done = command::status;

TEST_F(CommandDeskTest, AnUnknownOneFailsAndSaysSo) {
    expect_refused("dance", "{}", "knows no such command");
}

TEST_F(CommandDeskTest, ArgumentsThatAreNoneFail) {
    expect_refused("close", "[]", "arguments");
    expect_refused("close", "{}", "tp_order_id");
    expect_refused("recover", R"({"since_ms":"soon"})", "whole number");
    expect_refused("refund settle", R"({"id":"r","how":"maybe"})", "done or failed");
    expect_refused("refund ask", R"({"tp_order_id":"1","amount":"01"})", "fen");
    expect_refused("refund ask", R"({"tp_order_id":"1","refund_id":"a b"})", "refund_id");
}

TEST_F(CommandDeskTest, OddArgumentsFailWithAReason) {
    const std::string text(300, '7');
    for (const char* name : {"close", "refund ask"})
        expect_refused(name, R"({"tp_order_id":")" + text + R"("})", "is too long");
    for (const char* name : {"refund approve", "refund reject", "events resend"})
        expect_refused(name, R"({"id":")" + text + R"("})", "is too long");
    for (const char* id : {R"({"id":"a\nb"})", R"({"id":"a\u0000b"})", R"({"id":"-1"})"})
        for (const char* name : {"refund approve", "events resend"})
            expect_refused(name, id, "there is no");
    for (const char* fen : {"-5", "1.5", "99999999999999999999", ""})
        expect_refused("refund amount", R"({"id":"1","fen":")" + std::string(fen) + R"("})", "fen");
    expect_refused("refund ask", R"({"tp_order_id":"1","amount":"99999999999999999999"})",
                   "too long");
    expect_refused("close", "{\"tp_order_id\":\"\xff\"}", "arguments");
    expect_refused("recover", R"({"since_ms":"-1"})", "whole number");
}

TEST_F(CommandDeskTest, WhatHasEndedIsNotCarriedOutAgain) {
    const command ended = ask("resume");
    EXPECT_EQ(ended.state, done::done) << ended.answer;
    const int64_t resumed = count("error_order_resumed_ms");
    EXPECT_GE(resumed, books.now);
    set_counter(books.db, books.rules.app, "error_order_resumed_ms", 1);
    carry_out(ended.id);
    EXPECT_EQ(count("error_order_resumed_ms"), 1);
    EXPECT_EQ(find_command(books.db, books.rules.app, ended.id)->answer, ended.answer);
}

// By a worker whose lease had ended, and which was at it all the same.
TEST_F(CommandDeskTest, WhatAnotherEndsMeanwhileIsLeftToIt) {
    books.sell(sold());
    books.notify(paid_notify());
    const std::pair<const char*, std::string> commands[] = {
        {"resume", "{}"},
        {"refund ask", R"({"tp_order_id":")" + std::string(kSold) + R"("})"},
    };
    for (const auto& [name, arguments] : commands) {
        const std::string id = ask(name, arguments, 0).id;
        carry_out(id, [&](sql& db) {
            command ended = find_command(db, books.rules.app, id).value();
            ended.state = done::done;
            ended.answer = "by the other";
            EXPECT_TRUE(end_command(db, books.rules.app, ended));
        });
        EXPECT_EQ(find_command(books.db, books.rules.app, id)->answer, "by the other");
    }
    EXPECT_EQ(count("error_order_resumed_ms"), 0);
    EXPECT_EQ(books.payment_of().reserved, 0);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(CommandDeskTest, AnOrderIsClosedByTheWatch) {
    books.rules.api = api_generation::v2;
    books.sell(sold());
    const std::string which = R"({"tp_order_id":")" + std::string(kSold) + R"("})";
    for (int i = 0; i < 2; ++i) {
        const command ended = ask("close", which);
        EXPECT_EQ(ended.state, done::done) << ended.answer;
        EXPECT_NE(ended.answer.find(R"("state":"closing")"), std::string::npos) << ended.answer;
        EXPECT_EQ(books.view().sold->state, order::status::closing);
    }
    const auto watch = jobs_about(books.db, books.rules.app, kSold);
    ASSERT_EQ(watch.size(), 1U);
    EXPECT_EQ(watch[0].kind, job_kind::watch) << "and not behind others any more";
    EXPECT_LE(watch[0].due_ms, store_now_ms());
}

TEST_F(CommandDeskTest, APaidOrderIsNotClosedNorOneThatIsNotThere) {
    books.rules.api = api_generation::v2;
    expect_refused("close", R"({"tp_order_id":"4711"})", "no order");
    books.sell(sold());
    books.notify(paid_notify());
    expect_refused("close", R"({"tp_order_id":")" + std::string(kSold) + R"("})", "refund it");
    EXPECT_EQ(books.view().sold->state, order::status::paid);
}

TEST_F(CommandDeskTest, ApiOneCannotClose) {
    books.sell(sold());
    expect_refused("close", R"({"tp_order_id":")" + std::string(kSold) + R"("})", "API 1.0");
    EXPECT_EQ(books.view().sold->state, order::status::created);
}

TEST_F(CommandDeskTest, ARefundIsKeptWithWhoAskedAndIsSentOnce) {
    books.sell(sold());
    books.notify(paid_notify());
    server.play([](connection& to, const seen_request&) {
        return to.send(http_answer(
            "200 OK", R"({"errno":0,"data":{"refundBatchId":"77","refundPayMoney":"30"}})"));
    });
    const std::string which =
        R"({"tp_order_id":")" + std::string(kSold) + R"(","amount":"30","refund_id":"r-1"})";
    for (const bool repeated : {false, true}) {
        const command ended = ask("refund ask", which);
        EXPECT_EQ(ended.state, done::done) << ended.answer;
        EXPECT_NE(ended.answer.find(R"("state":"accepted")"), std::string::npos) << ended.answer;
        EXPECT_EQ(ended.answer.find(R"("repeated":true)") != std::string::npos, repeated)
            << ended.answer;
        books.now = store_now_ms() + 1;
    }
    EXPECT_EQ(books.refund_of("r-1").asked_by, "swanctl:op");
    EXPECT_EQ(books.payment_of().reserved, 30);
    EXPECT_EQ(server.requests().size(), 1U);
    expect_refused("refund ask",
                   R"({"tp_order_id":")" + std::string(kSold) + R"(","amount":"999"})", "error");
}

TEST_F(CommandDeskTest, APaymentThatIsNamedByBaidusNumberIsTheOneThatIsRefunded) {
    books.sell(sold());
    books.notify(paid_notify());
    payment_notify twice = paid_notify();
    twice.order_id = "9001";
    ASSERT_TRUE(books.notify(twice).is_error_order);
    server.play([](connection& to, const seen_request&) {
        return to.send(http_answer("200 OK", R"({"errno":5010001,"msg":"no"})"));
    });
    const command ended = ask("refund ask", R"({"tp_order_id":"9001","amount":"30"})");
    const std::string number = std::string(kSold) + "-30-1";
    EXPECT_NE(ended.answer.find(R"("order_id":"9001")"), std::string::npos) << ended.answer;
    EXPECT_EQ(books.refund_of(number).order_id, "9001");
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_NE(server.requests()[0].body.find("orderId=9001&"), std::string::npos);
    books.db.execute("update commands set state = 1");
    carry_out(ended.id);
    EXPECT_EQ(find_command(books.db, books.rules.app, ended.id)->answer, ended.answer);
    EXPECT_EQ(server.requests().size(), 1U) << "the same command once more";
    EXPECT_TRUE(books.view().refunds.empty());
}

// Its worker died, or another began it anew, when the refund had failed already.
TEST_F(CommandDeskTest, ARefundWithoutANumberIsTheSameWhenItsCommandIsCarriedOutAgain) {
    books.sell(sold());
    books.notify(paid_notify());
    server.play([](connection& to, const seen_request&) {
        return to.send(http_answer("200 OK", R"({"errno":5010001,"msg":"no"})"));
    });
    const command ended =
        ask("refund ask", R"({"tp_order_id":")" + std::string(kSold) + R"(","amount":"30"})");
    EXPECT_EQ(ended.state, done::failed) << ended.answer;
    const std::string number = std::string(kSold) + "-30-1";
    EXPECT_NE(ended.arguments.find(number), std::string::npos) << ended.arguments;
    books.db.execute("update commands set state = 1");
    carry_out(ended.id);
    const auto again = find_command(books.db, books.rules.app, ended.id);
    EXPECT_EQ(again->state, done::failed);
    EXPECT_EQ(again->answer, ended.answer);
    EXPECT_EQ(books.view().refunds.size(), 1U);
    EXPECT_EQ(server.requests().size(), 1U);
}

// A script that goes by the exit status takes money for given back that may not be.
TEST_F(CommandDeskTest, ARefundOfWhichNobodyKnowsIsNoSuccess) {
    books.sell(sold());
    books.notify(paid_notify());
    server.play([](connection& to, const seen_request&) {
        return to.send(http_answer("200 OK", R"({"errno":10003,"msg":"busy"})"));
    });
    const std::string which = R"({"id":")" + std::string(kSold) + R"(","amount":"30"})";
    for (const char* repeated : {"", R"("repeated":true)"}) {
        const command ended = ask("refund ask", which);
        EXPECT_EQ(ended.state, done::failed) << ended.answer;
        for (const std::string part :
             {"nobody knows yet", "looked up by itself", R"("state":"unknown")", repeated})
            EXPECT_NE(ended.answer.find(part), std::string::npos) << part << ended.answer;
        books.now = store_now_ms() + 1;
    }
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(CommandDeskTest, ARefundThatWaitsForAnotherSaysSo) {
    books.sell(sold());
    books.notify(paid_notify());
    server.play([](connection& to, const seen_request&) {
        return to.send(http_answer("200 OK", R"({"errno":10003,"msg":"busy"})"));
    });
    ask("refund ask", R"({"id":")" + std::string(kSold) + R"(","amount":"30"})");
    const command ended =
        ask("refund ask", R"({"id":")" + std::string(kSold) + R"(","amount":"20"})");
    EXPECT_EQ(ended.state, done::failed) << ended.answer;
    for (const char* part : {"waits for another one of this payment", R"("state":"reserved")"})
        EXPECT_NE(ended.answer.find(part), std::string::npos) << part << ended.answer;
    EXPECT_EQ(server.requests().size(), 1U);
}

// swanctl has said it before: carried out late, `recover` must not stop refunds once more.
TEST_F(CommandDeskTest, RecoverStopsNoRefundsByItself) {
    EXPECT_EQ(ask("recover", R"({"since_ms":"1700000000000"})").state, done::done);
    EXPECT_EQ(count("recovering"), 0);
}

TEST_F(CommandDeskTest, NoRefundBeginsUntilRecoveringIsDone) {
    set_counter(books.db, books.rules.app, kRecovering, kRecoveryAsks);
    books.sell(sold());
    books.notify(paid_notify());
    expect_refused("refund ask", R"({"tp_order_id":")" + std::string(kSold) + R"("})", "recovered");
    EXPECT_EQ(ask("recover done").state, done::done);
    EXPECT_EQ(count("recovering"), 0);
}

TEST_F(CommandDeskTest, RecoverGoesBackSevenDaysBehindTheBackup) {
    constexpr int64_t kWeekMs = int64_t{7} * 24 * 3600 * 1000;
    books.rules.api = api_generation::v2;
    books.sell(sold());
    begin_recovery(books.db, books.rules.app);
    const int64_t backup_ms = kNow + kWeekMs;  // it was sold at kNow, by its number
    const auto recover = [&](int64_t since_ms) {
        return ask("recover", R"({"since_ms":")" + std::to_string(since_ms) + R"("})").answer;
    };
    EXPECT_EQ(recover(backup_ms + 1), R"({"recovering":true,"to_ask":0})");
    EXPECT_EQ(recover(backup_ms), R"({"recovering":true,"to_ask":1})");
}

TEST_F(CommandDeskTest, RecoveringEndsOnlyWhenBaiduWasAskedOrByForce) {
    books.rules.api = api_generation::v2;
    books.sell(sold());
    begin_recovery(books.db, books.rules.app);
    expect_refused("recover done", "{}", "not been looked through");
    const command begun = ask("recover", R"({"since_ms":"1700000000000"})");
    EXPECT_EQ(begun.answer, R"({"recovering":true,"to_ask":1})");
    expect_refused("recover done", "{}", "not answered about 1 orders");
    EXPECT_EQ(ask("recover done", R"({"force":"1"})").state, done::done);
    EXPECT_EQ(count("recovering"), 0);
}

TEST_F(CommandDeskTest, RecoveringSaysThatApiOneCannotBeAsked) {
    books.sell(sold());
    const command begun = ask("recover", R"({"since_ms":"1700000000000"})");
    EXPECT_NE(begun.answer.find(R"("to_ask":0,"cannot_ask":"API 1.0)"), std::string::npos)
        << begun.answer;
    EXPECT_EQ(ask("recover done").state, done::done);
}

TEST_F(CommandDeskTest, TheOperatorsDecisionsReachTheLedger) {
    books.sell(sold());
    books.notify(paid_notify());
    EXPECT_EQ(books.audit(audit("7", 30)).audit_status, audit_answer::undecided);
    const command ended = ask("refund approve", R"({"id":"batch:7"})");
    EXPECT_EQ(ended.state, done::done) << ended.answer;
    EXPECT_EQ(books.audit(audit("7", 30)).audit_status, audit_answer::approve);
}

TEST_F(CommandDeskTest, ARefundIsSettledByBaidusNumberToo) {
    books.sell(sold());
    books.notify(paid_notify());
    books.begin(asks_for(30, "r-1"));
    books.news("r-1", accepted_as("77"));
    const command ended = ask("refund settle", R"({"id":"77","how":"done"})");
    EXPECT_EQ(ended.state, done::done) << ended.answer;
    EXPECT_EQ(books.refund_of("r-1").state, refund::status::done);
}

// To settle the wrong one would release its amount.
TEST_F(CommandDeskTest, ANumberThatNamesTwoRefundsIsRefused) {
    books.sell(sold());
    books.notify(paid_notify());
    books.begin(asks_for(30, "r-1"));
    books.news("r-1", accepted_as("77"));
    books.begin(asks_for(20, "77"));
    expect_refused("refund settle", R"({"id":"77","how":"failed"})",
                   "names two: the refund 77, and r-1");
    EXPECT_EQ(ask("refund settle", R"({"id":"r-1","how":"done"})").state, done::done);
    EXPECT_NE(books.refund_of("77").state, refund::status::failed);
}

TEST_F(CommandDeskTest, DecisionsAboutWhatIsNotThereFail) {
    constexpr const char* kWhy = "there is no refund with this refund_id or refundBatchId";
    for (const char* name : {"refund approve", "refund reject"})
        expect_refused(name, R"({"id":"4711"})", kWhy);
    expect_refused("refund settle", R"({"id":"4711","how":"done"})", kWhy);
    expect_refused("refund amount", R"({"id":"4711","fen":"5"})", kWhy);
    expect_refused("events resend", R"({"id":"4711"})", "error");
}

}  // namespace
}  // namespace swan::test
