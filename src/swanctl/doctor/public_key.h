// How a public key is shown, so that a person can compare it with Baidu's console. Pure.
#pragma once

#include <string>
#include <string_view>

namespace swan::doctor {

// "the line that ends ...k3Jw2v9QIDAQAB (SHA-256 9b9a44a5...)" of a key's DER (SPKI). The console
// shows one line of base64, whose first and last characters are those of every RSA key.
std::string shown(std::string_view der);

}  // namespace swan::doctor
