// The parts that load_config puts together; for base/config's own units, and for checks that go on
// after a fault. Every function throws config_error for the first fault of its file.
#pragma once

#include <string>
#include <vector>

#include "base/config.h"
#include "base/config_folder.h"

namespace swan {

using warning_list = std::vector<std::string>;

// The mini-programs of `folder`, the first of them empty: the plain one, if it is there. Throws
// config_error.
std::vector<std::string> app_names(const config_folder& folder);
// Where the files of the mini-program `app` are.
config_folder app_folder(const config_folder& folder, std::string_view app);

// `app`: the name of the mini-program, empty for the plain one.
// The variable of the environment that may name the file of its AppSecret: SWAN_SECRET_KEY_FILE,
// and SWAN_SECRET_KEY_FILE_MY_SHOP for the app my-shop.
std::string secret_variable(std::string_view app);
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
// `own` is the key of load_self_key, or null when there is none: Baidu's keys must differ from it.
crypto::rsa_public_key load_platform_key(const config_folder& folder, std::string_view name,
                                         environment where, const crypto::rsa_private_key* own);

}  // namespace swan
