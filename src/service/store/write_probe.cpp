#include "service/store/write_probe.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "service/store/location.h"
#include "service/store/sql.h"

namespace swan {

namespace {

namespace fs = std::filesystem;

// Takes away what the probe has made, also when it failed.
class traces {
  public:
    explicit traces(fs::path file)
        : file_(std::move(file)), folder_was_there_(fs::exists(file_.parent_path(), ignored_)) {}
    ~traces() {
        for (const char* suffix : {"", "-wal", "-shm", "-turn"})
            fs::remove(file_.native() + suffix, ignored_);
        if (!folder_was_there_) fs::remove(file_.parent_path(), ignored_);
    }
    traces(const traces&) = delete;
    traces& operator=(const traces&) = delete;

  private:
    std::error_code ignored_;
    fs::path file_;
    bool folder_was_there_;
};

std::chrono::microseconds write_once(sql& db) {
    using clock = std::chrono::steady_clock;
    db.run_once("create table probe (id bigint primary key)");
    db.set_durable(true);
    const auto began = clock::now();
    db.begin_write();
    db.execute("insert into probe (id) values (1)");
    db.commit();
    return std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
}

}  // namespace

std::chrono::microseconds probe_durable_write(const std::string& where) {
    const fs::path file = concat(database_file_name(where), "-probe-", getpid());
    const traces removed_in_the_end(file);
    const std::string probe = concat("sqlite3:", file.native());
    sql writer(probe);
    const auto took = write_once(writer);
    sql reader(probe);
    if (!reader.query_one("select id from probe", "i"))
        throw sql_error(sql_error::kind::other, "store: what was committed is not there");
    return took;
}

}  // namespace swan
