// The parts that load_config puts together; for base/config's own units. Every load_ function
// throws config_error for the first fault of its file.
#pragma once

#include <string>
#include <vector>

#include "base/config.h"
#include "base/config_folder.h"

namespace swan {

using warning_list = std::vector<std::string>;

// `app`: the name of the mini-program, empty for the plain one.
smart_app_settings load_smart_app(const config_folder& folder, std::string_view app);
pay_settings load_pay(const config_folder& folder);
server_settings load_server(const config_folder& folder, warning_list& warnings);
log_settings load_log(const config_folder& folder);

std::vector<goods> load_goods(const config_folder& folder, environment where,
                              warning_list& warnings);
std::vector<merchant_key> load_merchant_keys(const config_folder& folder, environment where,
                                             warning_list& warnings);

crypto::rsa_private_key load_self_key(const config_folder& folder, environment where);
// The files in `folder` that hold Baidu's keys, the first in any case.
std::vector<std::string> platform_key_files(const config_folder& folder);
// `own` is the key of load_self_key: Baidu's keys must differ from it.
crypto::rsa_public_key load_platform_key(const config_folder& folder, std::string_view name,
                                         environment where, const crypto::rsa_private_key& own);

}  // namespace swan
