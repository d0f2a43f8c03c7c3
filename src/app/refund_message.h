// What the rules for Baidu's audit of a refund and for its notify have in common. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/refund.h"

namespace swan {

// Alerts. A repetition carries its alert again: whoever wrote it down may have died, or given up
// waiting for the commit, before he told anybody.
inline constexpr std::string_view kOver = "over_refunded";
inline constexpr std::string_view kBatchOfAnother = "batch_of_another_payment";

// The row of a refund that Baidu began, as long as nothing of it is decided.
refund from_baidu(const std::string& batch, const std::string& order_id, refund::source origin,
                  const refund_facts& known);

// A batch is of one payment; a message that says otherwise must not move the money of either.
bool is_of_another_payment(const std::optional<refund>& batch, const std::string& order_id);

// More went back than was paid.
bool is_over(const refund_facts& known);
void warn_if_over(refund_effect& effect, const refund_facts& known);
// Whether all that is set aside of the payment may go back: beside it nothing has gone already.
bool may_all_go_back(const refund_facts& known);

// What a refund of `money` fen takes of its payment: of a discounted one, the cash that was paid is
// the whole.
int64_t share_of(int64_t money, const payment& paid);

// What the whole of a payment is in cash, where Baidu names no amount.
int64_t whole_of(const payment& paid, const ledger_settings& settings);

// What a refund takes that we did not ask for, fen: of the payment, and in cash. `money` is what
// Baidu named; nothing: all that is left.
struct takings {
    int64_t amount = 0;
    int64_t cash = 0;
};
takings takings_of(std::optional<int64_t> money, const payment& paid,
                   const ledger_settings& settings);

// Whether `money` is what `mine` is about; Baidu may have named none.
bool fits(std::optional<int64_t> money, const refund& mine, const payment& paid);

// The one refund of ours that a message can mean, though it names none.
std::optional<refund> unbound_of(const std::vector<refund>& refunds);

// Where Baidu was to give a payment back, we ask for it too after a while (give_back.h): whichever
// refund of that payment Baidu then tells of is the same money to the same customer. Ours, if it is
// still without a batch and the message's batch undecided: sent or not, it is what the batch is of,
// and neither has to wait for the other to let go of the money.
std::optional<refund> given_back_of(const refund_facts& known, std::optional<int64_t> money);
// The row that the message's batch has had so far, ended; nothing when `mine` has it, or none has.
std::optional<refund> merged_into(const refund& mine, const refund_facts& known);

}  // namespace swan
