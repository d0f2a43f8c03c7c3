// The keys of server.json that decide about money. Throws config_error, as all of the
// configuration.
#pragma once

#include "base/config.h"
#include "base/config_folder.h"
#include "base/config_object.h"

namespace swan {

ledger_settings read_ledger_settings(const config_object& file);
notify_settings read_notify_settings(const config_object& file, const config_folder& folder,
                                     environment where);

}  // namespace swan
