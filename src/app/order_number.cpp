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

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view what, int why) {
    throw config_error(concat(file.string(), ": the order key ", what, ": ", std::strerror(why)));
}

void write_synced(const std::filesystem::path& file, std::string_view line) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) fail(file, "cannot be made", errno);
    const bool written =
        write(fd, line.data(), line.size()) == ssize_t(line.size()) && fsync(fd) == 0;
    const int why = errno;
    close(fd);
    if (written) return;
    unlink(file.c_str());
    fail(file, "cannot be written", why);
}

// Orders outlive a power cut, so the name of their key must too.
void sync_folder(const std::filesystem::path& folder) {
    const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

// Written aside and linked into place, so that of several workers one wins and all read the same.
void create(const std::filesystem::path& file) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    std::error_code ignored;  // what it means shows when the file is made
    std::filesystem::create_directories(folder, ignored);
    const std::string aside = concat(file.string(), ".", crypto::hex(crypto::random_bytes(8)));
    write_synced(aside, crypto::hex(crypto::random_bytes(kKeyBytes)) + "\n");
    const bool in_place = link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST;
    const int why = errno;
    unlink(aside.c_str());
    if (!in_place) fail(file, "cannot be made", why);
    sync_folder(folder);
}

std::string first_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) fail(file, "cannot be read", errno);
    std::string line;
    std::getline(in, line);
    return line;
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
    std::error_code unreadable;  // then reading it fails, and says why
    const bool there = std::filesystem::exists(file, unreadable) || unreadable;
    if (!there && !may_create)
        throw config_error(
            concat(file.string(),
                   ": the order key is missing although there are orders; restore it "
                   "from your backup (or make another with: openssl rand -hex 32 > ",
                   file.string(), ")"));
    if (!there) create(file);
    const std::string line = first_line(file);
    const std::string key = unhex(line);
    if (key.size() != kKeyBytes || line.size() != 2 * kKeyBytes)
        throw config_error(concat(file.string(),
                                  ": must hold 64 hexadecimal digits; restore it from "
                                  "your backup"));
    return key;
}

}  // namespace swan
