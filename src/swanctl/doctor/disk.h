// The disk below a file: room and kind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "swanctl/doctor/finding.h"

namespace swan::doctor {

struct disk {
    int64_t free = 0;  // bytes for who asks
    long kind = 0;     // f_type of statfs(2)
};

// Of the nearest folder above `file` (absolute) that is there. Throws std::system_error.
disk disk_of(const std::filesystem::path& file);

// Pure, as all below. Room for a database that grows.
finding judge_room(int64_t free);

// What SQLite cannot rely on; none for an ordinary disk.
findings judge_kind(long kind);

}  // namespace swan::doctor
