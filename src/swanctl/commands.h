// The commands of swanctl: each adds itself to the command line, and when it is chosen works at
// `where` and leaves there the status to exit with. They throw config_error, sql_error.
#pragma once

#include <CLI/CLI.hpp>

#include "swanctl/place.h"

namespace swan::swanctl {

void add_orders(CLI::App& tool, place& where);
void add_order(CLI::App& tool, place& where);
void add_refund(CLI::App& tool, place& where);
void add_close(CLI::App& tool, place& where);
void add_events(CLI::App& tool, place& where);
void add_replay(CLI::App& tool, place& where);
void add_resume(CLI::App& tool, place& where);
void add_recover(CLI::App& tool, place& where);
void add_compare(CLI::App& tool, place& where);
void add_stats(CLI::App& tool, place& where);
void add_command(CLI::App& tool, place& where);

}  // namespace swan::swanctl
