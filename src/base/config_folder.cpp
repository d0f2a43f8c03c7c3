#include "base/config_folder.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/config.h"
#include "base/text.h"

namespace swan {

namespace fs = std::filesystem;

namespace {

constexpr uintmax_t kMaxFile = 16 * 1024 * 1024;  // bytes
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Without the slash that a shell's completion leaves behind.
fs::path trimmed(const fs::path& dir) {
    return dir.has_filename() || !dir.has_parent_path() ? dir : dir.parent_path();
}

[[noreturn]] void unreadable(std::string_view label, int reason) {
    const std::string_view mend = reason == EACCES ? "; run as the worker's user" : "";
    config_fault(label, {},
                 concat("cannot be read: ", std::generic_category().message(reason), mend));
}

}  // namespace

void config_fault(std::string_view file, std::string_view key, std::string_view why) {
    throw config_error(key.empty() ? concat(file, ": ", why) : concat(file, ": ", key, ": ", why));
}

std::optional<std::string> read_config_file(const fs::path& file, std::string_view label) {
    std::error_code unused;
    if (fs::is_directory(file, unused)) unreadable(label, EISDIR);
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in && errno == ENOENT) return std::nullopt;
    if (!in) unreadable(label, errno);
    const auto size = fs::file_size(file, unused);
    if (!unused && size > kMaxFile) config_fault(label, {}, "is larger than 16 MiB");

    std::ostringstream content;
    if (in.peek() != std::ifstream::traits_type::eof()) content << in.rdbuf();
    if (in.bad()) unreadable(label, errno);
    return std::move(content).str();
}

bool is_placeholder(std::string_view text) {
    const size_t first = text.find_first_not_of('{');
    const size_t last = text.find_last_not_of('}');
    if (first == 0 || first == std::string_view::npos || last < first || last + 1 == text.size())
        return false;
    const std::string_view word = text.substr(first, last + 1 - first);
    return std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

config_folder::config_folder(const fs::path& dir)
    : given_(trimmed(dir)),
      parent_(trimmed(fs::absolute(given_).lexically_normal()).parent_path()) {
    std::error_code failure;
    const fs::file_type found = fs::status(given_, failure).type();
    if (found == fs::file_type::none) unreadable(given_.string(), failure.value());
    if (found != fs::file_type::directory)
        config_fault(given_.string(), {}, "is not a folder; name yours with --conf DIR");
}

std::string config_folder::label(std::string_view name) const { return (given_ / name).string(); }

std::optional<std::string> config_folder::read(std::string_view name) const {
    return read_config_file(given_ / name, label(name));
}

std::optional<config_json> config_folder::read_json(std::string_view name) const {
    auto text = read(name);
    if (!text) return std::nullopt;
    // Blanks in its place, so that the byte offset in an error is the file's.
    if (text->starts_with(kByteOrderMark)) text->replace(0, kByteOrderMark.size(), "   ");
    try {
        return config_json{label(name), json::document::parse(*text)};
    } catch (const json::error& failure) {
        config_fault(label(name), {}, concat("is ", std::string_view(failure.what())));
    }
}

config_json config_folder::require_json(std::string_view name) const {
    auto file = read_json(name);
    if (!file)
        config_fault(label(name), {},
                     "is missing; copy the one that ships in conf/ and fill it in");
    return std::move(*file);
}

bool config_folder::has(std::string_view name) const {
    std::error_code unreadable;
    return fs::exists(given_ / name, unreadable);
}

config_folder config_folder::subfolder(std::string_view name) const {
    config_folder one(given_ / name);
    one.parent_ = parent_;
    return one;
}

std::vector<std::string> config_folder::names() const {
    std::vector<std::string> all;
    std::error_code failure;
    for (fs::directory_iterator at(given_, failure), end; !failure && at != end;
         at.increment(failure))
        all.push_back(at->path().filename().string());
    if (failure) unreadable(given_.string(), failure.value());
    std::sort(all.begin(), all.end());
    return all;
}

fs::path config_folder::resolve(const fs::path& path) const {
    return (parent_ / path).lexically_normal();
}

}  // namespace swan
