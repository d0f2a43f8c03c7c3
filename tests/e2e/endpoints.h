// The mini-program's endpoints as data, for tests that go through all of them.
#pragma once

#include <string>
#include <vector>

#include "raw_http.h"

namespace swan::e2e {

struct parameter {
    std::string name;
    std::string good;  // a value that is refused by nobody before the handler
    size_t longest;    // bytes
    bool required = true;
};

struct endpoint {
    std::string path;
    bool get = true;
    bool post = true;
    std::vector<parameter> parameters;

    std::string allowed() const {
        if (get && post) return "GET, POST";
        return get ? "GET" : "POST";
    }
};

// What must never be in a log.
inline constexpr const char* kCodeOfNobody = "c0de-of-nobody";
inline constexpr const char* kSealedBlock = "MDEyMzQ1Njc4OWFiY2RlZg";  // 16 bytes, without "=="

inline const std::vector<endpoint>& endpoints() {
    static const std::string block = std::string(kSealedBlock) + "==";
    static const std::vector<parameter> sealed{
        {"data", block, 90'000}, {"iv", block, 64}, {"open_id", "nobody", 64}};
    static const std::vector<endpoint> all{
        {"/auth/login", true, true, {{"code", kCodeOfNobody, 128}}},
        {"/auth/userinfo", false, true, sealed},
        {"/auth/phone", false, true, sealed},
        {"/auth/unionid", true, true, {{"open_id", "nobody", 64}}},
        {"/pay/gen",
         true,
         true,
         {{"goods_id", "tea", 64, false},
          {"count", "1", 4, false},
          {"open_id", "nobody", 64, false},
          {"amount", "1", 12, false},  // this and the next two: for the merchant's key
          {"title", "box", 255, false},
          {"merchant_order_id", "m-1", 64, false}}},
        {"/pay/status", true, false, {{"tp_order_id", "1", 64}}},
        {"/pay/refund",
         true,
         true,
         {{"tp_order_id", "1", 64},
          {"amount", "1", 12, false},
          {"refund_id", "r-1", 64, false},
          {"reason", "none", 255, false}}},
    };
    return all;
}

inline const std::vector<std::string>& callback_paths() {
    static const std::vector<std::string> all{"/pay/callback/succ", "/pay/callback/refund_audit",
                                              "/pay/callback/refund"};
    return all;
}

// "name=value" of all parameters of `where` but `left_out`, each followed by '&'.
inline std::string good_form(const endpoint& where, const std::string& left_out) {
    std::string out;
    for (const parameter& each : where.parameters) {
        if (each.name == left_out) continue;
        out += each.name + "=";
        for (const char c : each.good) out += c == '=' ? "%3D" : std::string(1, c);
        out += "&";
    }
    return out;
}

// "name":"value" of the same, each followed by a comma.
inline std::string good_members(const endpoint& where, const std::string& left_out) {
    std::string out;
    for (const parameter& each : where.parameters)
        if (each.name != left_out) out += "\"" + each.name + "\":\"" + each.good + "\",";
    return out;
}

}  // namespace swan::e2e
