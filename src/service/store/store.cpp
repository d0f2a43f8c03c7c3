#include "service/store/store.h"

#include <algorithm>

#include "service/store/schema.h"

namespace swan {

namespace {

constexpr size_t kMostWaiting = 65'536;

// Leaves time for the sync itself within the promised 100 ms.
constexpr std::chrono::milliseconds kSyncAfter{80};

}  // namespace

int64_t store_now_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

store::store(const std::string& where) : checkpoints_(where), db_(where) {
    migrate(db_);
    db_.checkpoint_by_hand();
    thread_ = std::thread([this] { work(); });
}

store::~store() {
    {
        const std::lock_guard lock(lock_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool store::submit(std::shared_ptr<operation> what) {
    what->expect();
    {
        const std::lock_guard lock(lock_);
        if (queue_.size() >= kMostWaiting) {
            what->refuse();
            return false;
        }
        queue_.push_back(std::move(what));
        // No loop waits for another one to ring.
        if (queue_.size() > 1 && ringing_ == loop::current()) return true;
        ringing_ = loop::current();
    }
    // Not at once: what came together is committed together, and each commit costs a sync.
    loop::current()->after_events([this] { wake_.notify_one(); });
    return true;
}

// Reads go first, in a transaction of their own: they need no lock, no savepoint and no sync, and
// operations that wait at the same time have no order among them.
void store::work() {
    operations batch;
    while (wait_for_work(batch)) {
        const auto writes = std::stable_partition(batch.begin(), batch.end(), [](const auto& what) {
            return what->needs == access::read;
        });
        read(span(batch.begin(), writes));
        write(span(writes, batch.end()));
        batch.clear();
        shorten_log();
    }
    if (sync_at_) finish({}, access::durable);
}

// False when nothing waits and nothing will come any more.
bool store::wait_for_work(operations& batch) {
    std::unique_lock lock(lock_);
    const auto ready = [this] { return ending_ || !queue_.empty(); };
    if (sync_at_)
        wake_.wait_until(lock, *sync_at_, ready);
    else
        wake_.wait(lock, ready);
    batch.swap(queue_);
    return !ending_ || !batch.empty();
}

void store::read(span batch) {
    if (!batch.empty()) finish(batch, access::read);
}

void store::write(span batch) {
    const bool durable = sync_is_due() || std::any_of(batch.begin(), batch.end(), [](auto& what) {
                             return what->needs == access::durable;
                         });
    if (!batch.empty() || durable) finish(batch, durable ? access::durable : access::write);
}

// An operation that fails after it has changed something is undone by itself. That is rare, and a
// savepoint around each costs all of them (two statements, a copy of every page it changes): so
// what is half done is undone as a whole, and the others are run once more, in savepoints.
void store::finish(span batch, access how) {
    outcome came = begin_for(batch, how) ? run_together(batch, how, false) : outcome::done;
    if (came == outcome::half_done && batch.size() > 1) {
        for (const auto& what : batch) what->reset();
        came = begin_for(batch, how) ? run_together(batch, how, true) : outcome::done;
    }
    if (came == outcome::lost) run_one_by_one(batch);
    operation::complete(batch);
}

// False: there is no transaction and all of `waiting` failed. A lock that did not come within a
// second is not waited for again for each: reads stand behind it.
bool store::begin_for(span waiting, access how) {
    try {
        begin(how);
        return true;
    } catch (const sql_error& cause) {
        undo();
        for (const auto& what : waiting) what->fail(cause);
        return false;
    }
}

// All in the transaction that was begun. Unless it is done nothing of it happened: it was half done
// by an operation that failed, or lost by an error of the database.
store::outcome store::run_together(span batch, access how, bool in_savepoints) {
    try {
        for (const auto& what : batch)
            if (!(in_savepoints ? run_in_savepoint(*what) : run_bare(*what))) {
                db_.rollback();
                return outcome::half_done;
            }
        commit(how);
        return outcome::done;
    } catch (const sql_error&) {
        undo();
        return outcome::lost;
    }
}

// Runs it or keeps its failure. Throws sql_error when the transaction is gone.
void store::run_with_others(operation& what) {
    if (what.fail_when_late()) return;
    try {
        what.perform(db_);
    } catch (const sql_error& cause) {
        if (cause.what_kind() == sql_error::kind::other) throw;
        what.fail(cause);
    } catch (...) {
        what.fail(std::current_exception());
    }
}

// False: it has failed and left something behind.
bool store::run_bare(operation& what) {
    const int64_t before = db_.changed_rows();
    run_with_others(what);
    return !what.has_failed() || db_.changed_rows() == before;
}

bool store::run_in_savepoint(operation& what) {
    db_.savepoint();
    run_with_others(what);
    if (what.has_failed())
        db_.rollback_to_savepoint();
    else
        db_.release_savepoint();
    return true;
}

// Each in a transaction of its own, after what they did together was undone.
void store::run_one_by_one(span batch) {
    for (const auto& what : batch) what->reset();
    for (size_t next = 0; next < batch.size(); ++next) {
        if (!begin_for(batch.subspan(next), batch[next]->needs)) return;
        run_alone(*batch[next]);
    }
}

void store::run_alone(operation& what) {
    if (what.fail_when_late()) return undo();
    try {
        what.perform(db_);
        commit(what.needs);
        return;
    } catch (const sql_error& cause) {
        what.fail(cause);
    } catch (...) {
        what.fail(std::current_exception());
    }
    undo();
}

void store::begin(access how) {
    if (how == access::read) return db_.begin_read();
    db_.set_durable(how == access::durable);
    db_.begin_write();
    if (how == access::durable && sync_at_) touch_for_sync(db_);
}

void store::commit(access how) {
    db_.commit();
    if (how == access::durable) sync_at_.reset();
    if (how == access::write && !sync_at_) sync_at_ = loop::clock::now() + kSyncAfter;
}

void store::undo() {
    db_.rollback();
    // A sync that failed is tried again, but not without a pause.
    if (sync_is_due()) sync_at_ = loop::clock::now() + kSyncAfter;
}

// Commits of `write` operations lie in SQLite's write-ahead log unsynced; the next durable commit
// syncs that log, and all of it. When none comes in time, an empty batch is committed durably with
// one row touched (4 KB and one sync, ten times a second at most; a checkpoint would sync twice and
// write every page in between).
bool store::sync_is_due() const { return sync_at_ && loop::clock::now() >= *sync_at_; }

void store::shorten_log() {
    if (!checkpoints_.should_checkpoint(db_.log_pages())) return;
    try {
        db_.checkpoint();
    } catch (const sql_error& failure) {
        checkpoints_.failed(failure);
    }
}

}  // namespace swan
