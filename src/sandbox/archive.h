// The simulator's SQLite file: every record as one row of JSON text, written behind.
#pragma once

#include <string>

#include "sandbox/model/state.h"
#include "service/store/sql.h"

namespace swan::sandbox {

// Used on the loop's thread only (it blocks it for a batch: this is a simulator).
class archive {
  public:
    // Opens or creates the file. Throws sql_error.
    explicit archive(const std::string& where);

    // Puts back all that was kept. Throws sql_error, json::error.
    void load(state& into);

    // Writes what changed since the last call, in one transaction. Throws sql_error; what was not
    // written is written by the next call.
    void save(state& from);

  private:
    void load_kind(state& into, state::kind kind);
    void write(state& from, const state::key& key);
    sql db_;
};

}  // namespace swan::sandbox
