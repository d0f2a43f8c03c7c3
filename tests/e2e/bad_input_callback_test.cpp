// Callbacks that are not Baidu's, or not what Baidu documents: whatever comes, the answer is HTTP
// 200 with errno 10000, and no money moves.
#include "bad_input.h"
#include "baidu/sign.h"
#include "base/text.h"
#include "endpoints.h"
#include "metrics_page.h"

namespace swan::e2e {
namespace {

// `fields` with one more, or with another value.
field_list with(field_list fields, std::string_view name, std::string_view value) {
    for (auto& one : fields)
        if (one.first == name) {
            one.second = value;
            return fields;
        }
    fields.emplace_back(name, value);
    return fields;
}

field_list without(field_list fields, std::string_view name) {
    std::erase_if(fields, [&](const auto& one) { return one.first == name; });
    return fields;
}

class bad_callback : public bad_input {
  protected:
    static void SetUpTestSuite() {
        bad_input::SetUpTestSuite();
        platform_key_ = crypto::rsa_private_key::parse(
            file_text(system().folder() / "keys/platform_rsa_private_key.pem"));
        const std::string state = system().sandbox_get("/sandbox/state").body;
        const auto order = [&](const char* name) {
            return at(state, std::string("orders.0.") + name);
        };
        ASSERT_EQ(order("tpOrderId"), paid_order());
        audit_ = {{"orderId", order("orderId")},
                  {"userId", order("userId")},
                  {"tpOrderId", paid_order()},
                  {"refundBatchId", "8001"},
                  {"applyRefundMoney", "100"}};
        told_ = {{"orderId", order("orderId")},
                 {"userId", order("userId")},
                 {"tpOrderId", paid_order()},
                 {"refundBatchId", "8001"},
                 {"refundStatus", "1"}};
        paid_ = {{"orderId", order("orderId")},
                 {"userId", order("userId")},
                 {"tpOrderId", paid_order()},
                 {"dealId", configured("conf/pay.json", "deal_id")},
                 {"totalMoney", "100"},
                 {"payMoney", "100"},
                 {"payTime", concat(time(nullptr))},
                 {"returnData", "{}"},
                 {"status", "2"}};
    }
    static std::string signed_form(const field_list& fields) {
        return encode_form(with(fields, "rsaSign", baidu::sign(fields, *platform_key_)));
    }
    static void expect_refused_by(const std::string& path, const std::string& name,
                                  const std::string& body) {
        SCOPED_TRACE(concat(name, ": POST ", path));
        expect_refused_callback(ask(raw_request{"POST", path, body}));
    }
    static void expect_refused_everywhere(const std::string& name, const std::string& body) {
        for (const std::string& path : callback_paths()) expect_refused_by(path, name, body);
    }
    // Believed, but not to be understood: kept as received, and nothing else is changed.
    static void expect_unread(const std::string& path, const std::string& name,
                              const field_list& fields) {
        const std::string before = stored();
        const std::string ledger = stored(false);
        expect_refused_by(path, name, signed_form(fields));
        EXPECT_EQ(stored(false), ledger) << name;
        EXPECT_NE(stored(), before) << name << " was not kept";
        accept_rows();
    }
    static void expect_unread_alert(const std::string& kind) {
        const std::string line = concat("alert unread_message kind=", kind, "\n");
        EXPECT_TRUE(local_system::eventually(
            [&] { return system().logs().find(line) != std::string::npos; }));
    }

    static std::optional<crypto::rsa_private_key> platform_key_;
    static field_list paid_;   // what Baidu told of the paid order
    static field_list audit_;  // of a refund that nobody asked for
    static field_list told_;
};
std::optional<crypto::rsa_private_key> bad_callback::platform_key_;
field_list bad_callback::paid_;
field_list bad_callback::audit_;
field_list bad_callback::told_;

TEST_F(bad_callback, the_same_notify_again_is_answered_well_and_changes_nothing) {
    const std::string body = signed_form(paid_);
    for (const std::string& target :
         {std::string("/pay/callback/succ"), std::string("/pay/callback/succ?shop=7&orderId=1&%"),
          std::string("/pay/callback/succ?totalMoney=1&rsaSign=x&rsaSign=y")}) {
        const raw_reply got = ask(raw_request{"POST", target, body});
        EXPECT_EQ(got.body, R"({"errno":0,"msg":"success","data":{"isConsumed":2}})");
    }
    EXPECT_EQ(at(ask(raw_request{"POST", "/pay/callback/succ", "&&" + body + "&"}).body, "errno"),
              "0");
}

TEST_F(bad_callback, what_carries_no_signature_is_refused) {
    const std::string unsigned_form = encode_form(paid_);
    const std::string rsa = "&rsaSign=";
    for (const std::string& body :
         {std::string(), std::string("&&&"), std::string("="), std::string("rsaSign"),
          std::string("rsaSign="), unsigned_form, unsigned_form + rsa, unsigned_form + rsa + "x",
          unsigned_form + rsa + "!!!!", unsigned_form + rsa + "AAAA", unsigned_form + rsa + "%00",
          unsigned_form + rsa + escaped(crypto::base64_encode(std::string(256, '\0'))),
          unsigned_form + rsa + escaped(crypto::base64_encode(std::string(256, '\xff'))),
          unsigned_form + rsa + escaped(crypto::base64_encode(std::string(100'000, 'x'))),
          std::string("{\"orderId\":1,\"rsaSign\":\"AAAA\"}"), std::string("[]"),
          std::string(262'144, '[')})
        expect_refused_everywhere(printable(body, 60), body);
}

TEST_F(bad_callback, a_signature_over_something_else_is_refused) {
    const field_list good = with(paid_, "rsaSign", baidu::sign(paid_, *platform_key_));
    for (const auto& [name, value] : good) {
        expect_refused_everywhere("without " + name, encode_form(without(good, name)));
        expect_refused_everywhere("longer " + name, encode_form(with(good, name, value + "0")));
        expect_refused_everywhere("no " + name, encode_form(with(good, name, "")));
        expect_refused_everywhere("twice " + name,
                                  encode_form(good) + "&" + encode_form({{name, value}}));
    }
    expect_refused_everywhere("one more field", encode_form(with(good, "zzz", "")));
    const field_list renamed = with(without(good, "rsaSign"), "RsaSign", good.back().second);
    expect_refused_everywhere("another case", encode_form(renamed));
    const auto others = crypto::rsa_private_key::parse(
        file_text(system().folder() / "conf/self_rsa_private_key.pem"));
    expect_refused_everywhere("our own key",
                              encode_form(with(paid_, "rsaSign", baidu::sign(paid_, others))));
}

TEST_F(bad_callback, a_signed_message_that_could_be_cut_in_two_ways_is_refused) {
    for (const char* value : {"x&totalMoney=1", "{}&tpOrderId=1&totalMoney=1", "&orderId=1",
                              "&rsaSign=x", "a&b=c&status=2", "&&status="})
        expect_refused_everywhere(value, signed_form(with(paid_, "returnData", value)));
    for (const char* name : {"", "a b", "1a", "a&b", "a=b", "_a", "a-b", "a.b", "\xe5\xa4\xa9",
                             "orderId ", "total\nMoney"})
        expect_refused_everywhere(printable(name), signed_form(with(paid_, name, "1")));
    field_list twice = paid_;
    twice.insert(twice.begin(), {"totalMoney", "1"});
    expect_refused_everywhere("twice, both signed", signed_form(twice));
}

TEST_F(bad_callback, a_signed_message_in_broken_text_is_refused_and_counted) {
    const auto counted = [] {
        return metrics_page(system()).of(R"(swan_callback_refusals_total{reason="unreadable"})");
    };
    const double before = counted();
    for (const char* more : {"&zzz=%", "&zzz=%4", "&zzz=%zz", "&%=1", "&zzz=%00", "&%00=1",
                             "&zzz=%FF", "&zzz=\xff", "&zzz=%ED%A0%80", "&zzz=%C0%80"})
        expect_refused_everywhere(more, signed_form(paid_) + more);
    for (const std::string& value : {std::string("a\0b", 3), std::string("\xff")})
        expect_refused_everywhere("signed", signed_form(with(paid_, "returnData", value)));
    EXPECT_EQ(counted(), before + 12 * 3) << "each, on three paths";
}

TEST_F(bad_callback, a_signed_message_in_the_query_or_in_json_is_refused) {
    const std::string form = signed_form(paid_);
    for (const std::string& path : callback_paths()) {
        expect_refused_by(path + "?" + form, "in the query", "");
        std::string json = "{";
        for (const auto& [name, value] : parse_form(form))
            json += concat(json.size() > 1 ? "," : "", "\"", name, "\":\"",
                           value == "{}" ? "" : value, "\"");
        expect_refused_by(path, "as JSON", json + "}");
    }
}

TEST_F(bad_callback, a_signed_payment_without_what_decides_is_only_kept) {
    const std::string path = "/pay/callback/succ";
    for (const char* name : {"orderId", "tpOrderId", "dealId", "totalMoney", "status"}) {
        expect_unread(path, concat("no ", name), without(paid_, name));
        for (const char* value :
             {"", "x", "1.0", "-2", "+1", " 1", "1 ", "0x1", "1e2", "null", "%31", "\xd9\xa1"})
            expect_unread(path, concat(name, "=", value), with(paid_, name, value));
    }
    for (const char* name : {"totalMoney", "status"})
        for (const char* value : {"9223372036854775808", "18446744073709551616"})
            expect_unread(path, concat(name, "=", value), with(paid_, name, value));
    for (const char* name : {"orderId", "tpOrderId", "dealId"})
        expect_unread(path, concat(name, " of 65 digits"), with(paid_, name, std::string(65, '1')));
    expect_unread(path, "another message", told_);
    expect_unread_alert("succ");
}

TEST_F(bad_callback, a_signed_audit_without_what_decides_is_only_kept) {
    const std::string path = "/pay/callback/refund_audit";
    for (const char* name : {"orderId", "refundBatchId"}) {
        expect_unread(path, concat("no ", name), without(audit_, name));
        for (const std::string& value :
             {std::string(), std::string("1 2"), std::string("1/2"), std::string("'"),
              std::string("\xe5\xa4\xa9"), std::string(65, '1')})
            expect_unread(path, concat(name, "=", value), with(audit_, name, value));
    }
    for (const char* money : {"-1", "1.5", "abc", "9223372036854775808", " 1"})
        expect_unread(path, concat("money ", money), with(audit_, "applyRefundMoney", money));
    expect_unread(path, "another message", paid_);
    expect_unread_alert("refund_audit");
}

TEST_F(bad_callback, a_signed_refund_without_what_decides_is_only_kept) {
    const std::string path = "/pay/callback/refund";
    for (const char* name : {"orderId", "refundBatchId", "refundStatus"}) {
        expect_unread(path, concat("no ", name), without(told_, name));
        for (const char* value : {"", "1 ", "1/2", "\xe5\xa4\xa9"})
            expect_unread(path, concat(name, "=", value), with(told_, name, value));
    }
    for (const char* status : {"0", "3", "-1", "01", "9", "true", "4294967297"})
        expect_unread(path, concat("status ", status), with(told_, "refundStatus", status));
    expect_unread(path, "another message", audit_);
    expect_unread_alert("refund");
}

TEST_F(bad_callback, other_methods_and_prefetches_are_refused_in_the_same_form) {
    for (const std::string& path : callback_paths()) {
        for (const char* method : {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE",
                                   "CONNECT", "get", "post", "G@T"}) {
            SCOPED_TRACE(concat(method, " ", path));
            expect_refused_callback(ask({.method = method, .target = path}));
            const std::string target = path + "?" + signed_form(paid_);
            expect_refused_callback(ask({.method = method, .target = target}));
        }
        const raw_reply head = ask({.method = "HEAD", .target = path});
        EXPECT_EQ(head.status, 200);
        EXPECT_EQ(head.header("x-swan-code"), "10000");
        for (const char* header : {"Sec-Purpose: prefetch", "Purpose: prefetch", "X-Moz: prefetch"})
            expect_refused_callback(ask({.method = "POST",
                                         .target = path,
                                         .body = signed_form(paid_),
                                         .headers = {header}}));
    }
}

TEST_F(bad_callback, an_unknown_path_below_is_refused_in_the_same_form) {
    for (const char* path :
         {"/pay/callback/", "/pay/callback/nothing", "/pay/callback/succ/", "/pay/callback/Succ",
          "/pay/callback/succ%20", "/pay/callback/succ%0A", "/pay/callback/refund/x",
          "/pay//callback/x", "/%70ay/callback/x", "/pay/x/../callback/nothing",
          "/pay/callback/succ%00", "/pay/callback/%zz", "http://elsewhere/pay/callback/x"})
        for (const char* method : {"GET", "POST", "PUT"}) {
            SCOPED_TRACE(concat(method, " ", path));
            expect_refused_callback(
                ask({.method = method, .target = path, .body = signed_form(paid_)}));
        }
}

TEST_F(bad_callback, what_is_too_large_is_refused_in_the_same_form) {
    for (const std::string& path : callback_paths()) {
        for (const size_t size : {size_t{256 * 1024 + 1}, size_t{1} << 20, size_t{10} << 20})
            expect_refused_by(path, concat(size, " bytes"), std::string(size, 'x'));
        expect_refused_by(path + "?" + std::string(9000, 'x'), "URL", signed_form(paid_));
        expect_refused_callback(ask({.method = "POST",
                                     .target = path,
                                     .body = signed_form(paid_),
                                     .headers = {"X-Long: " + std::string(9000, 'x')}}));
        std::string many;
        while (many.size() + 2 < 256 * 1024) many += "a&";
        expect_refused_by(path, "a&a&a", many);
        field_list too_many = paid_;
        while (too_many.size() <= kMaxFields)
            too_many.emplace_back(concat("f", too_many.size()), "");
        expect_refused_by(path, "1,025 fields, signed", signed_form(too_many));
    }
}

TEST_F(bad_callback, what_is_no_http_is_refused_in_the_same_form) {
    for (const std::string& path : callback_paths())
        for (const char* headers :
             {"Host: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
              "Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
              "Host: a\r\nTransfer-Encoding: gzip\r\n", "Host: a\r\nContent-Length: x\r\n",
              "Host: a\r\nHost: b\r\n", "Host: a\r\nX: a\r\n b\r\n", "Content-Length: 4\r\n"}) {
            SCOPED_TRACE(headers);
            expect_refused_callback(
                ask(concat("POST ", path, " HTTP/1.1\r\n", headers, "\r\n1=2&")));
        }
}

}  // namespace
}  // namespace swan::e2e
