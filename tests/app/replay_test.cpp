// Payment notifies that were not believed when they came, and are when the platform's key is there.
#include "../baidu/notify_fields.h"
#include "baidu/sign.h"
#include "command_desk_harness.h"
#include "service/store/quarantine.h"

namespace swan::test {
namespace {

class ReplayTest : public CommandDeskTest {
  protected:
    ReplayTest() {
        books.sell(sold());
        settings.platform_keys = {
            swan::crypto::rsa_public_key::parse(published::kDocumentationPublicKey)};
    }
    // As it lies in quarantine.
    void keep(const std::string& order_id, bool signed_well, std::string amount = "100",
              std::string status = "2") {
        field_list fields = notify_fields({.order_id = order_id,
                                           .tp_order_id = kSold,
                                           .deal_id = kDeal,
                                           .amount = std::move(amount),
                                           .pay_time = "1700000000",
                                           .user_id = kUser});
        for (auto& [name, value] : fields)
            if (name == "status") value = status;
        const std::string signature = swan::baidu::sign(fields, settings.self_key);
        fields.emplace_back("rsaSign", signed_well ? signature : "AAAA");
        keep_body(order_id, encode_form(fields));
    }
    void keep_body(const std::string& order_id, const std::string& body) {
        books.in_transaction([&] {
            return quarantine(books.db, books.rules.app, kSold, order_id, body, books.now);
        });
    }
    size_t left() { return all_quarantined(books.db, books.rules.app).size(); }
};

TEST_F(ReplayTest, WhatVerifiesNowIsBookedAndGone) {
    keep("81", true);
    keep("82", false);
    const command ended = ask("replay");
    EXPECT_EQ(ended.answer, R"({"booked":1,"unverified":1,"refused":0})");
    EXPECT_EQ(books.payment_of("81").verdict, payment::judgement::good);
    EXPECT_EQ(books.view().sold->state, order::status::paid);
    EXPECT_EQ(left(), 1U) << "the other may still be verified";
    EXPECT_EQ(ask("replay").answer, R"({"booked":0,"unverified":1,"refused":0})");
}

TEST_F(ReplayTest, TheLedgerJudgesThemAsIfTheyCameNow) {
    keep("81", true, "99");
    EXPECT_EQ(ask("replay").answer, R"({"booked":1,"unverified":0,"refused":0})");
    EXPECT_EQ(books.payment_of("81").verdict, payment::judgement::mismatch);
    EXPECT_EQ(books.view().sold->state, order::status::created);
    EXPECT_EQ(left(), 0U);
}

TEST_F(ReplayTest, WhatIsToldAsUnpaidIsAskedForAtBaidu) {
    server.play([](connection& to, const seen_request&) {
        to.send(http_answer("503 Service Unavailable", ""));
        return false;
    });
    keep("81", true, "100", "1");
    ask("replay");
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_NE(server.requests()[0].target.find("orderId=81"), std::string::npos)
        << server.requests()[0].target;
    EXPECT_EQ(books.view().sold->state, order::status::created);
}

// Anybody can send one that is longer than what is kept of it, without any signature.
TEST_F(ReplayTest, OneThatWasCutInsideACharacterDoesNotStopTheOthers) {
    const std::string start(kMostKeptBytes - 1, 'x');
    keep_body("81", start + "%41");
    keep_body("82", start + "\xE4\xB8\xAD");
    keep("83", true);
    EXPECT_EQ(ask("replay").answer, R"({"booked":1,"unverified":2,"refused":0})");
    EXPECT_EQ(books.payment_of("83").verdict, payment::judgement::good);
}

TEST_F(ReplayTest, AnEmptyQuarantineIsNoFailure) {
    EXPECT_EQ(ask("replay").answer, R"({"booked":0,"unverified":0,"refused":0})");
}

}  // namespace
}  // namespace swan::test
