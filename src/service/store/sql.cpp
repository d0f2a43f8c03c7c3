#include "service/store/sql.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <unordered_map>

#include "base/text.h"
#include "service/store/location.h"
#include "service/store/sql_statement.h"
#include "service/store/turn.h"

namespace swan {

namespace {

constexpr int kPrimaryResult = 0xff;  // the rest of a result tells the variant: unique, not null
constexpr std::chrono::seconds kWriteLockWait{1};
constexpr size_t kShownOfStatement = 60;

// SOCI's what() and its context carry the values of all parameters: only the bare message of the
// database may leave this file. SQLite's names columns, never values; the messages of other
// databases would have to be looked at again.
[[noreturn]] void throw_without_values(const soci::soci_error& failure,
                                       std::string_view statement) {
    const auto* const cause = dynamic_cast<const soci::sqlite3_soci_error*>(&failure);
    const int result = cause == nullptr ? SQLITE_ERROR : cause->result() & kPrimaryResult;
    const auto text = concat("store: ", failure.get_error_message(), " (", result,
                             ") in: ", statement.substr(0, kShownOfStatement));
    if (result == SQLITE_BUSY) throw locked_error(text);
    throw sql_error(
        result == SQLITE_CONSTRAINT ? sql_error::kind::constraint : sql_error::kind::other, text);
}

template <class F>
auto guarded(std::string_view statement, F function) {
    try {
        return function();
    } catch (const soci::soci_error& failure) {
        throw_without_values(failure, statement);
    }
}

// A session is one thread's, so SQLite need not guard it; nor does it count its memory, which is
// guarded too: a tenth of what a statement takes.
void configure_sqlite() {
    static const bool once = [] {
        // Refused when SQLite has been used in this process before: then it only stays slower.
        sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    (void)once;
}

}  // namespace

struct sql::impl {
    enum class transaction { none, read, write };

    turn queue;  // for the write lock
    soci::session session;
    // After the session: closed before it.
    std::unordered_map<const char*, kept_statement> kept;
    transaction now = transaction::none;
    bool lost = false;  // an error of kind other in this transaction
    int64_t changed_rows = 0;
    int64_t log_pages = 0;
    std::optional<bool> durable;

    explicit impl(const std::string& file) : queue(file + "-turn") {
        configure_sqlite();
        guarded("open",
                [&] { session.open(soci::sqlite3, concat("db=\"", file, "\" timeout=1")); });
        // SQLite does not wait for the lock that this change needs, and another process may be
        // opening the new file just now.
        queue.take(std::chrono::seconds(5), [this] { run_once("pragma journal_mode = wal"); });
        // While it waits SQLite asks ever more rarely, ten times a second at last: `queue` goes on
        // asking.
        run_once("pragma busy_timeout = 3");
        // Pages that change often are copied from the log less often: the commit copies it that
        // finds it longer than 16 MB. After checkpoint_by_hand() none does.
        run_once("pragma wal_autocheckpoint = 4000");
    }

    static int note_log(void* self, sqlite_api::sqlite3*, const char*, int pages) {
        static_cast<impl*>(self)->log_pages = pages;
        return SQLITE_OK;
    }

    template <class F>
    auto noting_loss(std::string_view text, F function) {
        if (lost) throw sql_error(sql_error::kind::other, "store: the transaction is gone");
        try {
            return guarded(text, function);
        } catch (const sql_error& failure) {
            lost = now != transaction::none && failure.what_kind() == sql_error::kind::other;
            throw;
        }
    }

    void run_once(const std::string& text) {
        noting_loss(text, [&] { session.once << text; });
        ++changed_rows;
    }

    kept_statement& prepared(const char* text, const char* columns,
                             std::initializer_list<arg> args) {
        const auto found = kept.find(text);
        if (found != kept.end()) {
            if (found->second.fits(args)) return found->second;
            kept.erase(found);
        }
        return kept.try_emplace(text, session, text, columns, args).first->second;
    }

    // Runs `what` with the prepared statement. A statement that failed is not kept, for it may
    // stand on a row: it would hold its snapshot over the commit and block all later writes.
    template <class F>
    auto with_statement(const char* text, const char* columns, std::initializer_list<arg> args,
                        F what) {
        try {
            return noting_loss(text, [&] { return what(prepared(text, columns, args)); });
        } catch (...) {
            kept.erase(text);
            throw;
        }
    }

    int64_t run(const char* text, std::initializer_list<arg> args = {}) {
        return with_statement(text, "", args, [&](kept_statement& statement) {
            statement.execute(args);
            return statement.affected_rows();
        });
    }
};

sql::sql(const std::string& where) : impl_(std::make_unique<impl>(database_file(where))) {}
sql::~sql() = default;

int64_t sql::execute(literal text, std::initializer_list<arg> args) {
    if (impl_->now == impl::transaction::read)
        throw std::logic_error(concat("a read operation writes: ", text.get()));
    const auto run = [&] { return impl_->run(text.get(), args); };
    const bool locked = impl_->now == impl::transaction::write;
    const int64_t changed = locked ? run() : impl_->queue.take(kWriteLockWait, run);
    impl_->changed_rows += changed;
    return changed;
}

std::vector<sql::row> sql::query(literal text, const char* columns,
                                 std::initializer_list<arg> args) {
    return impl_->with_statement(text.get(), columns, args, [&](kept_statement& statement) {
        std::vector<row> rows;
        for (bool more = statement.execute(args); more; more = statement.fetch())
            rows.push_back(statement.take_row());
        return rows;
    });
}

std::optional<sql::row> sql::query_one(literal text, const char* columns,
                                       std::initializer_list<arg> args) {
    return impl_->with_statement(text.get(), columns, args, [&](kept_statement& statement) {
        std::optional<row> first;
        for (bool more = statement.execute(args); more; more = statement.fetch())
            if (!first) first = statement.take_row();
        return first;
    });
}

void sql::run_once(const std::string& text) { impl_->run_once(text); }
int64_t sql::changed_rows() const { return impl_->changed_rows; }

void sql::begin_read() {
    impl_->run("begin");
    impl_->now = impl::transaction::read;
}

void sql::begin_write() {
    impl_->queue.take(kWriteLockWait, [this] { return impl_->run("begin immediate"); });
    impl_->now = impl::transaction::write;
}

void sql::commit() {
    impl_->run("commit");
    impl_->now = impl::transaction::none;
}

void sql::rollback() noexcept {
    impl_->lost = false;
    impl_->now = impl::transaction::none;
    try {
        impl_->run("rollback");
    } catch (const std::exception&) {
        // SQLite has rolled back by itself after a grave error: there is none to undo.
    }
}

void sql::savepoint() { impl_->run("savepoint operation"); }
void sql::release_savepoint() { impl_->run("release operation"); }
void sql::rollback_to_savepoint() {
    impl_->run("rollback to operation");
    impl_->run("release operation");
}

void sql::set_durable(bool durable) {
    if (impl_->durable == durable) return;
    run_once(durable ? "pragma synchronous = full" : "pragma synchronous = normal");
    impl_->durable = durable;
}

// SOCI hides its backend's typeinfo, which the cast's check would want to link.
__attribute__((no_sanitize("vptr"))) void sql::checkpoint_by_hand() {
    auto& backend = static_cast<soci::sqlite3_session_backend&>(*impl_->session.get_backend());
    sqlite_api::sqlite3_wal_hook(backend.conn_, &impl::note_log, impl_.get());
}

int64_t sql::log_pages() const { return impl_->log_pages; }

void sql::checkpoint() { run_once("pragma wal_checkpoint(passive)"); }

}  // namespace swan
