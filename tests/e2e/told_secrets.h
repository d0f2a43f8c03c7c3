// What no log may hold, looked for after every system that a test has started.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace swan::e2e {

// The logs of a stopped system in `folder` that hold one of its keys, its secret, a session key, a
// phone number, a callback's signature or one of `login_codes`, each as "what is in which file".
std::vector<std::string> told_secrets(const std::filesystem::path& folder,
                                      const std::vector<std::string>& login_codes);

}  // namespace swan::e2e
