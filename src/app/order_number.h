// tpOrderId: 32 digits that begin with the time, cannot be guessed from another one, and prove
// their amount even when the database is lost.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace swan {

// 13 digits time (ms), 11 random, 8 check digits: HMAC-SHA256 with the order key over app_key,
// dealId, totalAmount and the first 24 digits, mod 10^8. Any thread.
class order_numbers {
  public:
    // `key`: 32 bytes that never change and are not kept in the database.
    // `app_key`: the mini-program's.
    order_numbers(std::string key, std::string app_key);

    std::string make(std::string_view deal_id, int64_t total_amount, int64_t now_ms) const;

    // Whether the check digits of `tp_order_id` were made here for this deal and amount.
    bool proves(std::string_view tp_order_id, std::string_view deal_id, int64_t total_amount) const;

  private:
    std::string check_digits(std::string_view first, std::string_view deal_id,
                             int64_t total_amount) const;
    std::string key_;
    std::string app_key_;
};

// The order key in `file` (64 hex digits); made there, mode 0600, if the file is missing and
// `may_create`. Several workers may start at once. Throws config_error naming file and mend.
std::string load_order_key(const std::filesystem::path& file, bool may_create);

}  // namespace swan
