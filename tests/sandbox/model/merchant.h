// The merchant that the sandbox's tests simulate: keys are those of Baidu's documentation
// (develop/function/keygen_v2), published and worthless.
#pragma once

#include "baidu/sign.h"
#include "sandbox/model/settings.h"
#include "sandbox/model/state.h"

namespace swan::sandbox::testing {

inline constexpr const char* kPrivateKey =
    "MIICXQIBAAKBgQCzrQWntOKChNlF9B1l+21rHjALLhUlLgXtvsGFNL3X5KdxUM8P"
    "IrXog0tNXiuW8XPoP3o25y/gKNWyUfzyRD/0Eu4NvHH4IzMAte9adj2prq3niDho"
    "CNKf9KsyHYTxvsu3Sw66ejQqKobT74SSZ9EHm1UF7n64muso9ofd+RPFIQIDAQAB"
    "AoGBAJ30+ya/p+5Uemq8PGgejMgCBvydK6u+9SlYbOr9PfShqO6+uvm0azWYz0ea"
    "BToy1NIVlAzWW8l2PMACwhv+EjW4oHe++6UIvAPrWVBnPlPlpaTx+Z/QVdm0GWjm"
    "2Jnd1CToB2jeLDfGm9w387BvpVCVeLz9wdvNIRnmOaAoD21BAkEA19DHseFLeT4z"
    "hNlYXg4Vz9tUhXFm7RL6fTXbUFI8WYpUK7PyCYTirjAuU8jbh5rCpf8MOolH8C5Z"
    "9sthM5FWyQJBANUhlPlpjR6LH7lkQ7Oatqp4JpZioaPdo2xGK0vTOT5k9hnpAjRr"
    "hPNRZ5ORIM+qkkblOHHFr4RtjbU2DLIIL5kCQAjk/OXy4BZuHtdx0beGoxV+95vM"
    "Ua6hops4dgJ4cS5Lii6G6wnDZUhCihY/5/RNx4np2gorkEBw2JpYRXhHnCkCQHsv"
    "cMKDflwz/z8RM4xAlOmMjokHMvPaa9Vt7SJjUEe+5Ptu0KZpqqtT1rDVBgjhRrCR"
    "VgF0SBEbnPcq6UWRM6kCQQCuPWrK7tZ5fWVzYHlqxWVppAyHfIr02RBDhkHw3rpN"
    "yOcDC2DOMNnqMtAEO0MB+lnE2LVKEx2psXhsCWe66IGv";
inline constexpr const char* kPublicKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCzrQWntOKChNlF9B1l+21rHjAL"
    "LhUlLgXtvsGFNL3X5KdxUM8PIrXog0tNXiuW8XPoP3o25y/gKNWyUfzyRD/0Eu4N"
    "vHH4IzMAte9adj2prq3niDhoCNKf9KsyHYTxvsu3Sw66ejQqKobT74SSZ9EHm1UF"
    "7n64muso9ofd+RPFIQIDAQAB";

inline crypto::rsa_private_key private_key() { return crypto::rsa_private_key::parse(kPrivateKey); }

// The merchant's key and the platform's are the same pair here.
inline settings merchant() {
    return {
        .app_key = "y2dTfnWfkx2OXttMEMWlGHoB1KzMogm7",
        .secret_key = "secret",
        .pay_app_key = "MMMabc",
        .pay_app_id = "10026",
        .deal_id = "470193086",
        .merchant_key = crypto::rsa_public_key::parse(kPublicKey),
        .platform_key = private_key(),
        .notify_url = "http://127.0.0.1:8080/pay/callback/succ",
        .refund_audit_url = "http://127.0.0.1:8080/pay/callback/refund_audit",
        .refund_url = "http://127.0.0.1:8080/pay/callback/refund",
        .store = "sqlite3::memory:",
        .log_file = {},
    };
}

// A payment of 100 fen, consumed, as most tests need it.
inline order& pay(state& known, int64_t total = 100) {
    order paid;
    paid.order_id = known.new_order_id();
    paid.user_id = 3269234686470;
    paid.tp_order_id = "3028903626";
    paid.total_money = paid.pay_money = total;
    paid.pay_time = 1569117532;
    paid.consumed = true;
    return known.add(std::move(paid));
}

}  // namespace swan::sandbox::testing
