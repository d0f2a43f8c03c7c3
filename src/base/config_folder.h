// The folder that a configuration lives in: its files by name, and how messages name them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace swan {

// Throws config_error "file: why", or "file: key: why" with a key.
[[noreturn]] void config_fault(std::string_view file, std::string_view key, std::string_view why);

// The content of `file`; nothing when there is no such file. Throws config_error, naming it
// `label`, when it cannot be read.
std::optional<std::string> read_config_file(const std::filesystem::path& file,
                                            std::string_view label);

// True for a value that an example file came with and nobody replaced: {{app_key}}, {app_key}.
bool is_placeholder(std::string_view text);

// A parsed JSON file and its name in messages.
struct config_json {
    std::string label;
    json::document content;
};

class config_folder {
  public:
    // Throws config_error when `dir` is not a folder.
    explicit config_folder(const std::filesystem::path& dir);

    // How messages name the file `name`: conf/pay.json.
    std::string label(std::string_view name) const;

    // Nothing when there is no such file. Both throw config_error when it cannot be read, and
    // read_json when it is not JSON; a byte order mark is skipped.
    std::optional<std::string> read(std::string_view name) const;
    std::optional<config_json> read_json(std::string_view name) const;
    // The same, but a missing file throws config_error.
    config_json require_json(std::string_view name) const;

    // Whether it holds something of this name.
    bool has(std::string_view name) const;
    // The folder in it that has this name. Throws config_error when it is none.
    config_folder subfolder(std::string_view name) const;

    // Names of the files in the folder, sorted.
    std::vector<std::string> names() const;

    // `path` as the files mean it: relative to the parent of the folder, in a subfolder too.
    std::filesystem::path resolve(const std::filesystem::path& path) const;

  private:
    std::filesystem::path given_;
    std::filesystem::path parent_;
};

}  // namespace swan
