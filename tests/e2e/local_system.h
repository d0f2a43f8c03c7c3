// The system of a test: what has gone wrong when it ends, and each secret in its logs, fails the
// test.
#pragma once

#include <string>

#include "running_system.h"

namespace swan::e2e {

class local_system : public running_system {
  public:
    using running_system::running_system;
    ~local_system();

    // From the next start on "Authorization: Bearer `key`" is the merchant's.
    void admit_merchant(const std::string& key) const;
};

}  // namespace swan::e2e
