// The system of a test: what has gone wrong when it ends, and each secret in its logs, fails the
// test.
#pragma once

#include "running_system.h"

namespace swan::e2e {

class local_system : public running_system {
  public:
    using running_system::running_system;
    ~local_system();
};

}  // namespace swan::e2e
