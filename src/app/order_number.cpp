#include "app/order_number.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr size_t kTime = 13;
constexpr size_t kRandom = 11;
constexpr size_t kCheck = 8;
constexpr size_t kKeyBytes = 32;

std::string padded(uint64_t number, size_t width) {
    const std::string digits = concat(number);
    return digits.size() >= width ? digits.substr(digits.size() - width)
                                  : std::string(width - digits.size(), '0') + digits;
}

std::string unhex(std::string_view text) {
    std::string bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2) {
        unsigned value = 0;
        const auto end = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
        if (end.ptr != text.data() + i + 2) return {};
        bytes.push_back(static_cast<char>(value));
    }
    return bytes;
}

// Written aside and linked into place, so that of several workers one wins and all read the same.
void create(const std::filesystem::path& file) {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    const std::string aside = concat(file.string(), ".", getpid());
    const int fd = open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const std::string line = crypto::hex(crypto::random_bytes(kKeyBytes)) + "\n";
    const bool written = fd >= 0 && write(fd, line.data(), line.size()) == ssize_t(line.size()) &&
                         fsync(fd) == 0;
    const int why = errno;
    if (fd >= 0) close(fd);
    if (!written)
        throw config_error(concat(file.string(), ": cannot be made: ", std::strerror(why)));
    [[maybe_unused]] const int linked = link(aside.c_str(), file.c_str());  // or another was first
    unlink(aside.c_str());
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
    if (may_create && !std::filesystem::exists(file)) create(file);
    std::ifstream in(file);
    std::string line;
    if (!in || !std::getline(in, line))
        throw config_error(concat(file.string(),
                                  ": the order key is missing although there are orders; restore it "
                                  "from your backup (or make another with: openssl rand -hex 32 > ",
                                  file.string(), ")"));
    const std::string key = unhex(line);
    if (key.size() != kKeyBytes || line.size() != 2 * kKeyBytes)
        throw config_error(concat(file.string(), ": must hold 64 hexadecimal digits"));
    return key;
}

}  // namespace swan
