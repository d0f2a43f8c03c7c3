#include "baidu/userdata.h"

#include <cstdint>
#include <stdexcept>

#include "base/crypto.h"

namespace swan::baidu {
namespace {

constexpr size_t kKeySize = 24;
constexpr size_t kCipherBlock = 16;
constexpr size_t kFillerSize = 16;
constexpr size_t kHeadSize = kFillerSize + 4;
constexpr size_t kMostPadding = 32;
// Baidu's own limit: with a stale session key the length field is garbage.
constexpr uint64_t kMostContent = 65535;

size_t byte_at(std::string_view bytes, size_t i) { return static_cast<unsigned char>(bytes[i]); }

// `padded` (not empty) without its padding; nothing when it is not the PKCS#7 padding of a block
// of at most 32. OpenSSL's own knows blocks of 16 only and would refuse half of Baidu's.
std::optional<std::string_view> without_padding(std::string_view padded) {
    const char last = padded.back();
    const size_t size = byte_at(padded, padded.size() - 1);
    if (size < 1 || size > kMostPadding || size > padded.size()) return std::nullopt;
    const std::string_view padding = padded.substr(padded.size() - size);
    if (padding.find_first_not_of(last) != std::string_view::npos) return std::nullopt;
    padded.remove_suffix(size);
    return padded;
}

uint64_t length_field(std::string_view plain) {
    uint64_t length = 0;
    for (size_t i = kFillerSize; i < kHeadSize; ++i) length = length << 8 | byte_at(plain, i);
    return length;
}

std::optional<std::string_view> content_of(std::string_view plain, std::string_view app_key) {
    if (plain.size() < kHeadSize) return std::nullopt;
    const uint64_t length = length_field(plain);
    if (length > kMostContent || length > plain.size() - kHeadSize) return std::nullopt;
    const std::string_view rest = plain.substr(kHeadSize);
    const size_t size = static_cast<size_t>(length);
    if (!crypto::equal_constant_time(rest.substr(size), app_key)) return std::nullopt;
    return rest.substr(0, size);
}

void require(bool fits, const char* what) {
    if (!fits) throw std::invalid_argument(what);
}

}  // namespace

std::optional<std::string> decrypt_user_data(std::string_view ciphertext, std::string_view iv,
                                             std::string_view session_key,
                                             std::string_view app_key) {
    const auto key = crypto::base64_decode(session_key);
    if (!key || key->size() != kKeySize || iv.size() != kCipherBlock) return std::nullopt;
    if (ciphertext.empty() || ciphertext.size() % kCipherBlock != 0) return std::nullopt;
    const std::string padded = crypto::aes_192_cbc_decrypt(*key, iv, ciphertext);
    const auto plain = without_padding(padded);
    if (!plain) return std::nullopt;
    const auto content = content_of(*plain, app_key);
    if (!content) return std::nullopt;
    return std::string(*content);
}

std::string encrypt_user_data(std::string_view content, std::string_view iv,
                              std::string_view session_key, std::string_view app_key,
                              std::string_view filler, int block) {
    const auto key = crypto::base64_decode(session_key);
    require(key && key->size() == kKeySize, "the session key is not base64 of 24 bytes");
    require(iv.size() == kCipherBlock, "the iv has not 16 bytes");
    require(filler.size() == kFillerSize, "the filler has not 16 bytes");
    require(content.size() <= kMostContent, "the content is too long");
    require(block == 16 || block == 32, "the block is neither 16 nor 32");
    std::string plain(filler);
    for (int shift = 24; shift >= 0; shift -= 8)
        plain.push_back(static_cast<char>(content.size() >> shift));
    plain.append(content).append(app_key);
    const size_t unit = static_cast<size_t>(block);
    const size_t padding = unit - plain.size() % unit;
    plain.append(padding, static_cast<char>(padding));
    return crypto::aes_192_cbc_encrypt(*key, iv, plain);
}

}  // namespace swan::baidu
