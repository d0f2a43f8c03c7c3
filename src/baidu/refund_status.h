// The payStatus and the verification of an order; and the refundStatus of a refund, which Baidu
// tells in three places with three meanings of the same small numbers: three types, so that none is
// taken for another.
#pragma once

namespace swan::baidu {

// Order query 1.0 (tune_up_queryorderdetail).
enum class queried_pay { unpaid = -1, paid = 1 };
enum class queried_refund { none = -1, running = 1, done = 2, failed = 9 };
enum class queried_verification { unverified = -1, verified = 1 };

// findOrderRefund of API 2.0.
enum class listed_refund { running = 1, done = 2, failed = 3 };

// Refund notify (tune_up_drawback).
enum class notified_refund { done = 1, failed = 2 };

}  // namespace swan::baidu
