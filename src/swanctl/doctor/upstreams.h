// Which of Baidu's hosts a worker will call.
#pragma once

#include <string>
#include <vector>

#include "swanctl/doctor/examined.h"

namespace swan::doctor {

// As base URLs, each once; one, where something stands for all of them. None when server.json does
// not say it. A pay.json that is not good counts as one without `api`.
std::vector<std::string> upstreams_of(const examined& what);

}  // namespace swan::doctor
