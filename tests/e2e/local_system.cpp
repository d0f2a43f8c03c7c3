#include "local_system.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "base/crypto.h"
#include "told_secrets.h"

namespace swan::e2e {

local_system::~local_system() {
    for (const std::string& each : end()) ADD_FAILURE() << each;
    try {
        for (const std::string& each : told_secrets(folder(), login_codes()))
            ADD_FAILURE() << each << " of " << folder();
    } catch (const std::exception& e) {
        ADD_FAILURE() << e.what();
    }
}

void local_system::admit_merchant(const std::string& key) const {
    const auto hash = crypto::sha256(key);
    std::ofstream(folder() / "conf/access.json")
        << R"({"merchant_keys":[{"name":"shop","sha256":")"
        << crypto::hex({reinterpret_cast<const char*>(hash.data()), hash.size()}) << R"("}]})";
}

}  // namespace swan::e2e
