#include "baidu/sign.h"

#include <algorithm>
#include <vector>

namespace swan::baidu {
namespace {

constexpr std::string_view kSignatureField = "rsaSign";

// Every field that the documents name for payment notify, refund audit and refund notify.
constexpr std::string_view kDocumentedFields[] = {
    "applyRefundMoney", "count",       "dealId",     "giftCardMoney", "hbBalanceMoney",
    "hbMoney",          "orderId",     "partnerId",  "payMoney",      "payTime",
    "payType",          "promoDetail", "promoMoney", "refundBatchId", "refundStatus",
    "returnData",       "rsaSign",     "status",     "totalMoney",    "tpOrderId",
    "unitPrice",        "userId",
};

bool is_documented(std::string_view name) {
    return std::find(std::begin(kDocumentedFields), std::end(kDocumentedFields), name) !=
           std::end(kDocumentedFields);
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_plain_name(std::string_view name) {
    const auto may_follow = [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), may_follow);
}

// Whether `value`, cut at its '&', has a part that would pass for a documented field.
bool hides_field(std::string_view value) {
    for (size_t cut = value.find('&'); cut != std::string_view::npos; cut = value.find('&')) {
        value.remove_prefix(cut + 1);
        const std::string_view part = value.substr(0, value.find('&'));
        const size_t equals = part.find('=');
        if (equals != std::string_view::npos && is_documented(part.substr(0, equals))) return true;
    }
    return false;
}

bool has_twins(const field_list& fields) {
    std::vector<std::string_view> names;
    names.reserve(fields.size());
    for (const auto& [name, value] : fields) names.push_back(name);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace

std::string canonical_string(const field_list& fields, std::string_view signature_field) {
    std::vector<const field_list::value_type*> sorted;
    sorted.reserve(fields.size());
    size_t size = 0;
    for (const auto& pair : fields) {
        if (pair.first == signature_field) continue;
        sorted.push_back(&pair);
        size += pair.first.size() + pair.second.size() + 2;
    }
    // Stable, so that twins keep the order in which they came.
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return a->first < b->first; });
    std::string text;
    text.reserve(size);
    for (const auto* pair : sorted) {
        if (pair != sorted.front()) text += '&';
        text.append(pair->first).append(1, '=').append(pair->second);
    }
    return text;
}

std::string signed_text(const field_list& fields) {
    return canonical_string(fields, kSignatureField);
}

std::string sign(const field_list& fields, const crypto::rsa_private_key& key) {
    return crypto::base64_encode(key.sign_sha1(signed_text(fields)));
}

int verified_by(const field_list& fields, std::span<const crypto::rsa_public_key> keys) {
    std::string text(field(fields, kSignatureField));
    std::replace(text.begin(), text.end(), ' ', '+');
    const auto signature = crypto::base64_decode(text);
    if (!signature || signature->empty()) return -1;
    const std::string message = signed_text(fields);
    const auto verifies = [&](const auto& key) { return key.verify_sha1(message, *signature); };
    const auto found = std::find_if(keys.begin(), keys.end(), verifies);
    return found == keys.end() ? -1 : static_cast<int>(found - keys.begin());
}

bool ambiguous(const field_list& fields) {
    const auto misleads = [](const auto& pair) {
        return !is_plain_name(pair.first) || hides_field(pair.second);
    };
    return std::any_of(fields.begin(), fields.end(), misleads) || has_twins(fields);
}

}  // namespace swan::baidu
