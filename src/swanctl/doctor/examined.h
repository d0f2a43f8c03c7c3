// The configuration that is examined, as far as its files are good: each is read by itself, so that
// one fault does not hide the next.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/crypto.h"

namespace swan::doctor {

struct named_key {
    std::string file;
    crypto::rsa_public_key key;
};

// A mini-program's own files.
struct examined_app {
    std::string name;              // empty: the plain one
    std::filesystem::path folder;  // where its files are
    std::optional<smart_app_settings> smart_app = {};
    std::optional<pay_settings> pay = {};
    std::optional<crypto::rsa_private_key> self_key = {};
    std::vector<named_key> platform_keys = {};
};

struct examined {
    std::filesystem::path conf;
    std::optional<server_settings> server = {};
    std::optional<log_settings> log = {};
    std::vector<examined_app> apps = {};
    size_t files = 0;                      // how many were good
    std::vector<std::string> faults = {};  // a line each: file, key, reason and mend
    std::vector<std::string> warnings = {};

    // False also when the file that says so is not good.
    bool is_sandbox() const { return server && server->environment == environment::sandbox; }
};

examined examine(const std::filesystem::path& conf);

}  // namespace swan::doctor
