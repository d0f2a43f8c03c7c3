// What Baidu sends, as the benchmarks use it.
#pragma once

#include "baidu/notify_fields.h"

namespace swan::bench {

// A payment notify, not signed.
inline field_list notify() { return test::notify_fields({}); }

}  // namespace swan::bench
