#include "local_system.h"

#include <gtest/gtest.h>

#include <stdexcept>

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

}  // namespace swan::e2e
