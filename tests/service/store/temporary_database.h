// A database file in a folder of its own, removed with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace swan::test {

class temporary_database {
  public:
    temporary_database() {
        std::string name = std::filesystem::temp_directory_path() / "swan-store-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = name;
    }
    ~temporary_database() { std::filesystem::remove_all(folder_); }
    temporary_database(const temporary_database&) = delete;
    temporary_database& operator=(const temporary_database&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path file() const { return folder_ / "swan.db"; }
    std::string where() const { return "sqlite3:" + file().native(); }

  private:
    std::filesystem::path folder_;
};

}  // namespace swan::test
