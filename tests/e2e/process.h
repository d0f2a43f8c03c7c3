// A program that a test starts itself, to see how it ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace swan::e2e {

class process {
  public:
    struct streams {
        int in = -1;                              // a descriptor; -1: /dev/null
        std::filesystem::path out = "/dev/null";  // appended to
        std::filesystem::path err = "/dev/null";
    };

    // Starts `arguments[0]`, found by PATH. Throws std::system_error.
    process(const std::vector<std::string>& arguments, const streams& where);
    explicit process(const std::vector<std::string>& arguments) : process(arguments, streams()) {}
    // Kills it if it still runs.
    ~process();
    process(const process&) = delete;

    pid_t pid() const { return pid_; }
    void signal(int number) const;

    // Its exit status, or 128 and the number of the signal that ended it; nothing when it has not
    // ended after `patience`.
    std::optional<int> wait(std::chrono::milliseconds patience = std::chrono::seconds(60));

  private:
    pid_t pid_ = 0;
    std::optional<int> status_;
};

// Whether every thread of a process that was sent SIGSTOP stands still: the kernel stops them one
// by one.
bool has_stopped(pid_t pid);

struct outcome {
    std::optional<int> status;
    std::string out;
    std::string err;
};

// Runs a program to its end; both outputs are written in `folder`.
outcome run_to_end(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                   int in = -1);

std::string content_of(const std::filesystem::path& file);

}  // namespace swan::e2e
