// decrypt_user_data of any plaintext layout and any ciphertext: no crash, and what it takes comes
// back from encrypt_user_data.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "baidu/userdata.h"
#include "base/crypto.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace swan;
    const std::string key(24, 'k');
    const std::string session_key = crypto::base64_encode(key);
    const std::string iv(16, 'i');
    std::string text(reinterpret_cast<const char*>(data), size);
    baidu::decrypt_user_data(text, iv, session_key, "app");
    text.resize((size + 16) / 16 * 16, '\x01');
    const std::string ciphertext = crypto::aes_192_cbc_encrypt(key, iv, text);
    const auto content = baidu::decrypt_user_data(ciphertext, iv, session_key, "app");
    if (!content) return 0;
    const auto again =
        baidu::encrypt_user_data(*content, iv, session_key, "app", text.substr(0, 16));
    if (baidu::decrypt_user_data(again, iv, session_key, "app") != content) abort();
    return 0;
}
