// The checks. Each stands for itself: it gives what it has seen, at least one finding, and says
// "skipped" where what it needs is not there.
#pragma once

#include "swanctl/doctor/examined.h"
#include "swanctl/doctor/finding.h"
#include "swanctl/doctor/outside.h"

namespace swan::doctor {

// Every file of the configuration: there, readable, filled in, and as the worker wants it.
findings check_files(const examined& what, outside& around);
// Nobody but the worker's user reads the keys, the secret and the database.
findings check_modes(const examined& what, outside& around);
// Our key signs what its public half verifies, and Baidu's keys are not ours.
findings check_keys(const examined& what, outside& around);
// The numbers and keys that Baidu has issued look as Baidu issues them, each in its place.
findings check_identifiers(const examined& what, outside& around);
// The clock agrees with Baidu's.
findings check_clock(const examined& what, outside& around);
// The store opens, is of a schema that this program knows, and a commit reaches the disk.
findings check_store(const examined& what, outside& around);
// nginx reaches the worker.
findings check_worker(const examined& what, outside& around);
// The three callback addresses answer as Baidu needs it, and refuse what Baidu has not signed.
findings check_callbacks(const examined& what, outside& around);
// Each of Baidu's hosts in use can be reached and proves who it is.
findings check_baidu(const examined& what, outside& around);
// Open files, and which environment this is.
findings check_limits(const examined& what, outside& around);

}  // namespace swan::doctor
