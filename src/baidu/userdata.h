// Encrypted user data (swan.getUserInfo, getPhoneNumber), both directions: AES-192-CBC, PKCS#7
// padding of block size 32, and the layout: 16 random bytes, length (32 bit, big endian), content,
// app_key. Source: smartprogram.baidu.com, develop/api/open/log_userdata.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swan::baidu {

// The content of `ciphertext` (raw bytes, a multiple of 16) under `session_key` (the text that
// Baidu gave) and `iv` (16 raw bytes). Nothing when anything does not fit: the key's length, the
// padding (1..32 accepted, all its bytes equal), the length field, the app_key (compared in
// constant time).
std::optional<std::string> decrypt_user_data(std::string_view ciphertext, std::string_view iv,
                                             std::string_view session_key,
                                             std::string_view app_key);

// The other direction, for the sandbox: raw ciphertext of `content`. `block` is 32 as Baidu's, or
// 16. `filler` is 16 bytes. `session_key` must decode to 24 bytes and the content have at most
// 65535 (else std::invalid_argument).
std::string encrypt_user_data(std::string_view content, std::string_view iv,
                              std::string_view session_key, std::string_view app_key,
                              std::string_view filler, int block = 32);

}  // namespace swan::baidu
