// How many files the worker may have open, and how many it can come to need.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "swanctl/doctor/finding.h"

namespace swan::doctor {

// Of the worker that runs with the configuration `conf`; nothing when there is none.
std::optional<int64_t> open_files_of_worker(const std::filesystem::path& conf);

// Of what this process starts.
int64_t open_files_of_this_process();

// `whose`: "the running worker" or such. Pure.
finding judge_open_files(std::string_view whose, int64_t limit, int max_waiting);

}  // namespace swan::doctor
