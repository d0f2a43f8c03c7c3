// Every kind of alert, so that each is counted from 0: a rule of Prometheus such as
// increase(swan_alerts_total[1h]) > 0 does not see the first of a counter that begins with it.
// tests/lint/rules.pl compares this with what is told.
#pragma once

#include <string_view>

namespace swan {

inline constexpr std::string_view kAlertKinds[] = {
    "audit_after_failure",
    "audit_amount",
    "audit_exceeds_payment",
    "audit_unknown_order",
    "audit_while_recovering",
    "batch_of_another_payment",
    "dead_event",
    "duplicate",
    "error_order_brake",
    "foreign_deal",
    "foreign_refund",
    "late",
    "mismatch",
    "not_given_back",
    "orphan",
    "over_refunded",
    "paid_after_refund",
    "paid_unfit",
    "payment_contradicted",
    "platform_key",
    "refund_batch",
    "refund_contradicted",
    "refund_failed_unbooked",
    "refund_limit",
    "refund_not_ended",
    "refund_requested",
    "refund_undecided",
    "refund_unknown",
    "refund_unknown_order",
    "schedule_late",
    "status_contradiction",
    "unconfirmed",
    "unconfirmed_refund",
    "unread_message",
    "unsettled",
    "unsettled_support",
    "upstream_down",
    "verification_not_cancelled",
};

}  // namespace swan
