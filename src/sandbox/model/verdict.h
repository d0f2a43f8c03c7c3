// What Baidu makes of a merchant's answer to a callback, and when it asks again. Pure.
// Sources: develop/function/tune_up_notice, tune_up_examine, tune_up_drawback.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace swan::sandbox {

using std::chrono::milliseconds;

// How one sending of a callback ended.
struct delivery {
    int64_t status = 0;  // HTTP; 0: no (whole) answer
    int64_t ms = 0;
    std::string body;
};

// An answer that takes longer counts as none.
inline constexpr milliseconds kAnswerDeadline{2000};

enum class notify_verdict {
    repeat,        // no answer in time, no JSON, errno not 0: again in 2 minutes
    not_consumed,  // received; the order stays paid, not consumed
    consumed,
    abnormal_refund,  // isErrorOrder 1, or isConsumed missing: Baidu gives the money back
};
notify_verdict judge_notify(const delivery& answer);
// Whether the answer, in time and in its form, refuses the message: its errno is not 0.
bool is_errno(const delivery& answer);

struct audit_verdict {
    enum class decision { repeat, approved, rejected, undecided } what = decision::repeat;
    int64_t refund_pay_money = 0;  // fen, when it is not `repeat`
};
// `money`: the most that may go back, fen; an answer beyond it is no good one.
audit_verdict judge_audit(const delivery& answer, int64_t money);

// Has the merchant taken note of the refund?
bool judge_refund_notify(const delivery& answer);

// The wait before the next sending after `sent` of them failed, divided by `time_scale`; nothing
// when Baidu gives up (payment notify: 200 times).
std::optional<milliseconds> wait_after_notify(int64_t sent, int64_t time_scale);
milliseconds wait_after_refund_call(int64_t sent, int64_t time_scale);
// After "undecided".
milliseconds wait_undecided(int64_t time_scale);

}  // namespace swan::sandbox
