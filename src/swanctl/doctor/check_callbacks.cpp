#include <array>

#include "baidu/sign.h"
#include "base/text.h"
#include "swanctl/doctor/answers.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {

namespace {

constexpr int kThrowAwayBits = 1024;

// No order of ours: those begin with the time. So the ledger has nothing to say to it, and keeps
// nothing.
constexpr const char* kNoOrder = "00000000000000000000000000000000";

struct message {
    std::string_view path;
    field_list fields;
};

// The three messages as documented (tune_up_notice, tune_up_examine, tune_up_drawback).
std::array<message, 3> messages_to(const std::string& deal_id) {
    return {{{"/pay/callback/succ",
              {{"orderId", "0"},
               {"tpOrderId", kNoOrder},
               {"userId", "0"},
               {"dealId", deal_id},
               {"unitPrice", "1"},
               {"count", "1"},
               {"totalMoney", "1"},
               {"payMoney", "1"},
               {"payTime", "0"},
               {"status", "2"}}},
             {"/pay/callback/refund_audit",
              {{"orderId", "0"},
               {"tpOrderId", kNoOrder},
               {"userId", "0"},
               {"refundBatchId", "0"},
               {"applyRefundMoney", "1"}}},
             {"/pay/callback/refund",
              {{"orderId", "0"},
               {"tpOrderId", kNoOrder},
               {"userId", "0"},
               {"refundBatchId", "0"},
               {"refundStatus", "1"}}}}};
}

void add(const examined_app& app, const std::string& base, const crypto::rsa_private_key& nobody,
         findings& all) {
    const std::string prefix = app.name.empty() ? base : concat(base, "/", app.name);
    for (message& each : messages_to(app.pay ? app.pay->deal_id : "0")) {
        each.fields.emplace_back("rsaSign", baidu::sign(each.fields, nobody));
        const http_trial got =
            try_http({.url = concat(prefix, each.path), .form = encode_form(each.fields)});
        finding one = judge_callback(got);
        if (one.what == finding::verdict::failed && !app.name.empty())
            one.mend += concat(", with ", app.name, " in swan-apps.conf");
        all.push_back(std::move(one).of(prefix.substr(base.size()) + std::string(each.path)));
    }
}

}  // namespace

findings check_callbacks(const examined& what, outside& around) {
    if (!around.base()) return {skipped("nobody said where nginx answers (--url)")};
    if (!is_from_worker(around.auth())) return {skipped("nginx does not reach the worker")};
    if (what.apps.empty()) return {skipped("there is no mini-program")};
    const auto nobody = crypto::rsa_private_key::generate(kThrowAwayBits);
    findings all;
    for (const examined_app& app : what.apps) add(app, *around.base(), nobody, all);
    return all;
}

}  // namespace swan::doctor
