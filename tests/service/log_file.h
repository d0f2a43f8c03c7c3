// The log in a file of its own, for tests of what is written to it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/log.h"

namespace swan::test {

class log_file {
  public:
    log_file() {
        std::string name = testing::TempDir() + "swan-log-XXXXXX";
        EXPECT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        logging::start(file(), logging::level::info);
    }
    ~log_file() {
        logging::stop();
        std::filesystem::remove_all(folder_);
    }
    log_file(const log_file&) = delete;
    log_file& operator=(const log_file&) = delete;

    // All so far; what is written afterwards is lost.
    std::vector<std::string> lines() const {
        logging::stop();
        std::vector<std::string> all;
        std::ifstream in(file());
        for (std::string line; std::getline(in, line);) all.push_back(line);
        return all;
    }

  private:
    std::filesystem::path file() const { return folder_ / "log"; }
    std::filesystem::path folder_;
};

}  // namespace swan::test
