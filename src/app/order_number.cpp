#include "app/order_number.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/key_file.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr size_t kTime = 13;
constexpr size_t kRandom = 11;
constexpr size_t kCheck = 8;
constexpr std::string_view kKeyName = "the order key";

std::string padded(uint64_t number, size_t width) {
    const std::string digits = concat(number);
    return digits.size() >= width ? digits.substr(digits.size() - width)
                                  : std::string(width - digits.size(), '0') + digits;
}

}  // namespace

order_numbers::order_numbers(std::string key, std::string app_key)
    : key_(std::move(key)), app_key_(std::move(app_key)) {}

std::string order_numbers::make(std::string_view deal_id, int64_t total_amount,
                                int64_t now_ms) const {
    const std::string first =
        padded(static_cast<uint64_t>(now_ms), kTime) + crypto::random_digits(kRandom);
    return first + check_digits(first, deal_id, total_amount);
}

bool order_numbers::proves(std::string_view tp_order_id, std::string_view deal_id,
                           int64_t total_amount) const {
    if (tp_order_id.size() != kTime + kRandom + kCheck) return false;
    const std::string_view first = tp_order_id.substr(0, kTime + kRandom);
    return crypto::equal_constant_time(check_digits(first, deal_id, total_amount),
                                       tp_order_id.substr(kTime + kRandom));
}

std::string order_numbers::check_digits(std::string_view first, std::string_view deal_id,
                                        int64_t total_amount) const {
    const auto mac =
        crypto::hmac_sha256(key_, concat(app_key_, "\n", deal_id, "\n", total_amount, "\n", first));
    uint64_t number = 0;
    for (size_t i = 0; i < 8; ++i) number = number << 8 | mac[i];
    return padded(number % 100'000'000, kCheck);
}

std::string load_order_key(const std::filesystem::path& file, bool may_create) {
    if (may_create) return load_or_make_key(file, kKeyName);
    std::error_code unreadable;  // then reading it fails, and says why
    const bool there = std::filesystem::exists(file, unreadable) || unreadable;
    if (!there)
        throw config_error(
            concat(file.string(),
                   ": the order key is missing although there are orders; restore it "
                   "from your backup (or make another with: openssl rand -hex 32 > ",
                   file.string(), ")"));
    return load_key(file, kKeyName);
}

}  // namespace swan
