#include "base/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr size_t kKeyBytes = 32;

struct key_path {
    const std::filesystem::path& file;
    std::string_view name;
};

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

[[noreturn]] void fail(const key_path& key, std::string_view what, int why) {
    throw config_error(
        concat(key.file.string(), ": ", key.name, " ", what, ": ", std::strerror(why)));
}

void write_synced(const std::filesystem::path& file, std::string_view name, std::string_view line) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) fail({file, name}, "cannot be made", errno);
    const bool written =
        write(fd, line.data(), line.size()) == ssize_t(line.size()) && fsync(fd) == 0;
    const int why = errno;
    close(fd);
    if (written) return;
    unlink(file.c_str());
    fail({file, name}, "cannot be written", why);
}

// What a key has signed outlives a power cut, so the name of the key must too.
void sync_folder(const std::filesystem::path& folder) {
    const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

// Written aside and linked into place, so that of several workers one wins and all read the same.
void create(const key_path& key) {
    const auto& file = key.file;
    const auto folder = std::filesystem::absolute(file).parent_path();
    std::error_code ignored;  // what it means shows when the file is made
    std::filesystem::create_directories(folder, ignored);
    const std::string aside = concat(file.string(), ".", crypto::hex(crypto::random_bytes(8)));
    write_synced(aside, key.name, crypto::hex(crypto::random_bytes(kKeyBytes)) + "\n");
    const bool in_place = link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST;
    const int why = errno;
    unlink(aside.c_str());
    if (!in_place) fail(key, "cannot be made", why);
    sync_folder(folder);
}

std::string first_line(const key_path& key) {
    std::ifstream in(key.file);
    if (!in) fail(key, "cannot be read", errno);
    std::string line;
    std::getline(in, line);
    return line;
}

}  // namespace

std::string load_key(const std::filesystem::path& file, std::string_view name) {
    const std::string line = first_line({file, name});
    std::string key = unhex(line);
    if (key.size() != kKeyBytes || line.size() != 2 * kKeyBytes)
        throw config_error(concat(
            file.string(), ": must hold 64 hexadecimal digits; restore it from your backup"));
    return key;
}

std::string load_or_make_key(const std::filesystem::path& file, std::string_view name) {
    std::error_code unreadable;  // then reading it fails, and says why
    const bool there = std::filesystem::exists(file, unreadable) || unreadable;
    if (!there) create({file, name});
    return load_key(file, name);
}

}  // namespace swan
