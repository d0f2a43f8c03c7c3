#include "service/store/sql.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.h"
#include "service/store/location.h"
#include "service/store/parameters.h"
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

// The storage of one parameter or column; SOCI keeps references to it.
struct slot {
    bool is_text = false;
    soci::indicator state = soci::i_null;
    long long number = 0;
    std::string text;

    void set(const sql::arg& value) {
        state = soci::i_ok;
        if (const auto* const given = std::get_if<int64_t>(&value))
            number = *given;
        else if (const auto* const words = std::get_if<std::string_view>(&value))
            text = *words;
        else
            state = soci::i_null;
    }
    bool fits(const sql::arg& value) const {
        return value.index() == 0 || is_text == std::holds_alternative<std::string_view>(value);
    }
    sql::cell get() const {
        if (state != soci::i_ok) return std::monostate();
        if (is_text) return text;
        return static_cast<int64_t>(number);
    }
};

// A prepared statement with the storage it is bound to.
class kept_statement {
  public:
    kept_statement(soci::session& session, const char* text, const char* columns,
                   std::initializer_list<sql::arg> args)
        : in_(args.size()), out_(std::string_view(columns).size()), statement_(session) {
        const auto names = parameter_names(text);
        if (names.size() != args.size())
            throw std::logic_error(concat("wrong number of arguments for: ", text));
        statement_.alloc();
        for (size_t i = 0; i < in_.size(); ++i) {
            in_[i].is_text = std::holds_alternative<std::string_view>(args.begin()[i]);
            bind(in_[i], names[i]);
        }
        for (size_t i = 0; i < out_.size(); ++i) {
            out_[i].is_text = columns[i] == 't';
            define(out_[i]);
        }
        statement_.prepare(text);
        statement_.define_and_bind();
    }

    kept_statement(const kept_statement&) = delete;
    kept_statement& operator=(const kept_statement&) = delete;

    bool fits(std::initializer_list<sql::arg> args) const {
        return std::equal(in_.begin(), in_.end(), args.begin(), args.end(),
                          [](const slot& mine, const sql::arg& value) { return mine.fits(value); });
    }

    bool execute(std::initializer_list<sql::arg> args) {
        for (size_t i = 0; i < in_.size(); ++i) in_[i].set(args.begin()[i]);
        return statement_.execute(true);
    }
    bool fetch() { return statement_.fetch(); }
    int64_t affected_rows() { return statement_.get_affected_rows(); }

    sql::row take_row() const {
        std::vector<sql::cell> cells;
        cells.reserve(out_.size());
        for (const auto& column : out_) cells.push_back(column.get());
        return sql::row(std::move(cells));
    }

  private:
    // Const values tell SOCI that nothing is written back into a parameter.
    void bind(slot& in, const std::string& name) {
        if (in.is_text)
            statement_.exchange(soci::use(std::as_const(in.text), in.state, name));
        else
            statement_.exchange(soci::use(std::as_const(in.number), in.state, name));
    }
    void define(slot& out) {
        if (out.is_text)
            statement_.exchange(soci::into(out.text, out.state));
        else
            statement_.exchange(soci::into(out.number, out.state));
    }

    std::vector<slot> in_;
    std::vector<slot> out_;
    soci::statement statement_;
};

}  // namespace

struct sql::impl {
    enum class transaction { none, read, write };

    turn queue;  // for the write lock
    soci::session session;
    // After the session: closed before it.
    std::map<std::string, kept_statement, std::less<>> kept;
    transaction now = transaction::none;
    bool lost = false;  // an error of kind other in this transaction
    std::optional<bool> durable;

    explicit impl(const std::string& file) : queue(file + "-turn") {
        guarded("open",
                [&] { session.open(soci::sqlite3, concat("db=\"", file, "\" timeout=1")); });
        // SQLite does not wait for the lock that this change needs, and another process may be
        // opening the new file just now.
        queue.take(std::chrono::seconds(5), [this] { run_once("pragma journal_mode = wal"); });
        // While it waits SQLite asks ever more rarely, ten times a second at last: `queue` goes on
        // asking.
        run_once("pragma busy_timeout = 3");
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
    }

    kept_statement& prepared(const char* text, const char* columns,
                             std::initializer_list<arg> args) {
        const auto found = kept.find(std::string_view(text));
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

int64_t sql::execute(const char* text, std::initializer_list<arg> args) {
    if (impl_->now == impl::transaction::read)
        throw std::logic_error(concat("a read operation writes: ", text));
    if (impl_->now == impl::transaction::write) return impl_->run(text, args);
    return impl_->queue.take(kWriteLockWait, [&] { return impl_->run(text, args); });
}

std::vector<sql::row> sql::query(const char* text, const char* columns,
                                 std::initializer_list<arg> args) {
    return impl_->with_statement(text, columns, args, [&](kept_statement& statement) {
        std::vector<row> rows;
        for (bool more = statement.execute(args); more; more = statement.fetch())
            rows.push_back(statement.take_row());
        return rows;
    });
}

std::optional<sql::row> sql::query_one(const char* text, const char* columns,
                                       std::initializer_list<arg> args) {
    return impl_->with_statement(text, columns, args, [&](kept_statement& statement) {
        std::optional<row> first;
        for (bool more = statement.execute(args); more; more = statement.fetch())
            if (!first) first = statement.take_row();
        return first;
    });
}

void sql::run_once(const std::string& text) { impl_->run_once(text); }
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

}  // namespace swan
