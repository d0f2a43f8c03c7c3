// What Baidu issues: its known shapes, and mix-ups that have no excuse. Pure.
#pragma once

#include "base/config.h"
#include "swanctl/doctor/finding.h"

namespace swan::doctor {

// What is odd or wrong about them; none when they look as Baidu's do. Shows none of them that could
// be a secret in the wrong place.
findings judge_identifiers(const smart_app_settings& smart_app, const pay_settings& pay);

}  // namespace swan::doctor
