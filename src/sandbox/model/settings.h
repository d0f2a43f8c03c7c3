// sandbox.json: which merchant the simulated Baidu knows, and where its callbacks go.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/config.h"
#include "base/crypto.h"

namespace swan::sandbox {

struct settings {
    std::string app_key;     // of the mini-program: client_id of the session-key calls
    std::string secret_key;  // its secret
    std::string pay_app_key;
    std::string pay_app_id;
    std::string deal_id;
    api_generation api = api_generation::v2;  // whose callbacks the merchant expects
    crypto::rsa_public_key merchant_key;      // verifies what the merchant signs
    crypto::rsa_private_key platform_key;     // signs the callbacks
    std::string notify_url;                   // loopback only, as are the next two
    std::string refund_audit_url;
    std::string refund_url;
    std::string store = "sqlite3:sandbox.db";  // the path made absolute
    int64_t time_scale = 120;                  // the waits between callbacks are divided by it
    int64_t code_lifetime_s = 600;
    int64_t refund_query_lag_s = 300;      // findOrderRefund's; divided by time_scale
    int64_t token_lifetime_s = 2'592'000;  // expires_in of an access token
    std::filesystem::path log_file;        // empty: stderr
};

// Reads and checks `file`; relative paths in it are relative to its folder. Throws config_error:
// one line that names file, key and reason.
settings load_settings(const std::filesystem::path& file);

// Is `url` an http URL whose host is this machine? Callbacks go nowhere else.
bool is_loopback_url(std::string_view url);

}  // namespace swan::sandbox
