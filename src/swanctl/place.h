// Where a command of swanctl works: one mini-program of one installation.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/config.h"
#include "service/store/sql.h"

namespace swan::swanctl {

struct place {
    std::filesystem::path conf = "conf";
    std::string app = {};  // conf/apps/NAME; empty: that of the folder itself
    bool json = false;
    int status = 0;  // that swanctl ends with
};

// --conf, --app and --json of `command`.
void add_place(CLI::App& command, place& where);
// A time as swanctl/times.h reads it, into ms.
void add_time(CLI::App& command, const std::string& name, int64_t& into, const std::string& help);

// The mini-program's ledger, for reading and for writing commands.
class opened {
  public:
    // Throws config_error: the configuration, or no such mini-program, or no database that fits.
    explicit opened(const place& where);

    // Runs `look` over one state of the database, which does not change.
    template <class F>
    auto read(F look) {
        db_->begin_read();
        try {
            auto seen = look(*db_, app_);
            db_->commit();
            return seen;
        } catch (...) {
            db_->rollback();
            throw;
        }
    }
    // One synced transaction.
    template <class F>
    auto write(F change) {
        db_->set_durable(true);
        db_->begin_write();
        try {
            auto made = change(*db_, app_);
            db_->commit();
            return made;
        } catch (...) {
            db_->rollback();
            throw;
        }
    }
    api_generation api() const { return api_; }

  private:
    api_generation api_;
    std::unique_ptr<sql> db_;
    int64_t app_ = 0;
};

}  // namespace swan::swanctl
