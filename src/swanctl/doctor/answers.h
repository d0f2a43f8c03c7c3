// What answers of nginx, of the worker and of Baidu mean. Pure.
#pragma once

#include <string_view>

#include "service/http_probe.h"
#include "swanctl/doctor/finding.h"

namespace swan::doctor {

// GET `base`/auth/: there is no such page, and the worker itself must say so.
finding judge_worker(std::string_view base, const http_trial& auth);

// POST of a message that nobody has signed to a callback address.
finding judge_callback(const http_trial& got);

// GET / of one of Baidu's hosts, or of what stands for them: any answer will do.
finding judge_baidu(const http_trial& got);

}  // namespace swan::doctor
