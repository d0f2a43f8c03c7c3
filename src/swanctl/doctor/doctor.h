// `swanctl doctor`: before going live, is all as it must be?
#pragma once

#include <filesystem>
#include <string>

namespace swan::doctor {

struct options {
    std::filesystem::path conf = "conf";
    std::string url;  // where nginx answers; empty: the local system, in a sandbox
    bool json = false;
};

// Runs every check, also after one has failed, and tells on standard output what it saw. The result
// is the exit status: how many have failed, at most 125.
int run(const options& how);

}  // namespace swan::doctor
