#include "app/listed_refund.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace swan {
namespace {

using listed = baidu::listed_refund;
using list = std::vector<baidu::found_refund>;
using test::kPaidAs;

// Our number is "r1".
refund lost() { return test::refunded(refund::status::unknown); }

refund sent_by_v1(bool whole) {
    refund one = lost();
    one.whole = whole;
    one.sent_by = refund::generation::v1;
    return one;
}

baidu::found_refund entry(std::optional<listed> state, std::string refund_id,
                          std::string order_id = kPaidAs, std::string batch = "7") {
    return {.state = state,
            .refund_id = std::move(refund_id),
            .batch_id = std::move(batch),
            .order_id = std::move(order_id)};
}

TEST(EntryOfTest, IsTheOneWithOurNumber) {
    const auto found =
        entry_of({entry(listed::done, "x"), entry(listed::running, "r1")}, lost(), true);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, listed::running);
    EXPECT_FALSE(entry_of({entry(listed::done, "x"), entry(listed::done, "")}, lost(), true));
}

TEST(EntryOfTest, IsNeverThatOfAnotherPayment) {
    EXPECT_FALSE(entry_of({entry(listed::done, "r1", "1")}, lost(), true));
    EXPECT_TRUE(entry_of({entry(listed::done, "r1", "")}, lost(), true)) << "names no payment";
}

TEST(EntryOfTest, OfSeveralSuccessCountsFirstAndFailureLast) {
    const std::optional<listed> by_rank[] = {listed::failed, std::nullopt, listed::running,
                                             listed::done};
    for (size_t low = 0; low < 4; ++low)
        for (size_t high = low; high < 4; ++high)
            for (const bool first : {true, false}) {
                const auto one = entry(by_rank[first ? low : high], "r1");
                const auto other = entry(by_rank[first ? high : low], "r1");
                EXPECT_EQ(entry_of({one, other}, lost(), true)->state, by_rank[high]);
            }
}

TEST(EntryOfTest, ARefundOfBaidusOwnIsFoundByItsBatch) {
    refund foreign = lost();
    foreign.refund_id = "batch:7";
    foreign.batch_id = "7";
    EXPECT_TRUE(entry_of({entry(listed::done, "")}, foreign, false));
    EXPECT_FALSE(entry_of({entry(listed::done, "", kPaidAs, "8")}, foreign, false));
    EXPECT_FALSE(entry_of({entry(listed::done, "", kPaidAs, "")}, foreign, false));
}

TEST(EntryOfTest, AWholeOneOfApiOneIsTheOnlyOneWithoutANumber) {
    const auto nameless = entry(listed::done, "");
    EXPECT_TRUE(entry_of({nameless}, sent_by_v1(true), true));
    EXPECT_TRUE(entry_of({nameless, entry(listed::done, "", "1")}, sent_by_v1(true), true));
    EXPECT_FALSE(entry_of({nameless, nameless}, sent_by_v1(true), true)) << "which of the two?";
    EXPECT_FALSE(entry_of({entry(listed::done, "", "")}, sent_by_v1(true), true));
    EXPECT_FALSE(entry_of({nameless}, sent_by_v1(true), false)) << "Baidu may know another";
    EXPECT_FALSE(entry_of({nameless}, sent_by_v1(false), true)) << "a part carries our number";
    refund by_v2 = sent_by_v1(true);
    by_v2.sent_by = refund::generation::v2;
    EXPECT_FALSE(entry_of({nameless}, by_v2, true));
}

}  // namespace
}  // namespace swan
