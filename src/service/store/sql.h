// One database session: the only unit that knows SOCI. Statements are prepared once and kept.
// Used by one thread at a time: the store's, or that of the session's own user (the checkpointer,
// swanctl, the start of the worker).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace swan {

// A database failure without any parameter's value (SOCI's what() carries them: session keys too).
class sql_error : public std::runtime_error {
  public:
    enum class kind {
        constraint,  // the statement alone is undone
        other,       // full, I/O, locked, deadlock: the whole transaction is gone
    };
    sql_error(kind what, const std::string& text) : std::runtime_error(text), what_(what) {}
    kind what_kind() const noexcept { return what_; }

  private:
    kind what_;
};

class sql {
  public:
    // A parameter: null, a number, or a text (referenced until the call returns).
    using arg = std::variant<std::nullptr_t, int64_t, std::string_view>;
    // A field of a result; null reads as 0 and as an empty text.
    using cell = std::variant<std::monostate, int64_t, std::string>;
    class row {
      public:
        explicit row(std::vector<cell> cells) : cells_(std::move(cells)) {}
        int64_t number(size_t column) const {
            return is_null(column) ? 0 : std::get<int64_t>(cells_[column]);
        }
        const std::string& text(size_t column) const {
            static const std::string none;
            return is_null(column) ? none : std::get<std::string>(cells_[column]);
        }
        std::string take_text(size_t column) {
            return is_null(column) ? std::string()
                                   : std::move(std::get<std::string>(cells_[column]));
        }
        bool is_null(size_t column) const {
            return std::holds_alternative<std::monostate>(cells_.at(column));
        }

      private:
        std::vector<cell> cells_;
    };

    // The text of a statement: a literal, as one statement is kept for each address. Values belong
    // into the arguments, never into it: it is shown in error texts.
    class literal {
      public:
        consteval literal(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor)
        const char* get() const { return text_; }

      private:
        const char* text_;
    };

    // `where`: "sqlite3:/path/file.db". Opens the database, or
    // creates it for this user alone (mode 0600, its folder 0700 if that is missing too). Throws
    // sql_error.
    explicit sql(const std::string& where);
    ~sql();
    sql(const sql&) = delete;
    sql& operator=(const sql&) = delete;

    // Runs a statement with its :a, :b, ... bound in the order of their first use; gives the
    // affected rows. Throws sql_error; std::logic_error when the number of arguments is wrong or
    // when a transaction of begin_read() is open.
    int64_t execute(literal text, std::initializer_list<arg> args = {});

    // All rows of a SELECT, fetched to the end. `columns`: one letter a column, 'i' for a number,
    // 't' for a text.
    std::vector<row> query(literal text, const char* columns, std::initializer_list<arg> args = {});
    // The first row, if any.
    std::optional<row> query_one(literal text, const char* columns,
                                 std::initializer_list<arg> args = {});

    // A statement that is not kept: schema steps, BEGIN, PRAGMA.
    void run_once(const std::string& text);

    // How many rows execute() has changed since the session was opened; what run_once() did counts
    // as one. So the same number again means that there is nothing to undo.
    int64_t changed_rows() const;

    // Transactions. begin_write takes the write lock at once (SQLite: BEGIN IMMEDIATE), waiting up
    // to a second for another process. After an error of kind `other` the transaction is gone:
    // everything but rollback() fails until then, so that nothing commits on its own by accident.
    void begin_read();
    void begin_write();
    void commit();
    void rollback() noexcept;  // never fails: a transaction that is gone already is fine
    void savepoint();
    void release_savepoint();
    void rollback_to_savepoint();

    // Whether the commits from now on are synced to the disk before they return. Outside
    // transactions only.
    void set_durable(bool durable);

    // SQLite's write-ahead log. By itself a commit that finds it long copies it into the database
    // file, which takes as long as a hundred commits; from now on checkpoint() has to be called.
    void checkpoint_by_hand();
    // How long the log was at the last commit of this session, in pages. After
    // checkpoint_by_hand().
    int64_t log_pages() const;
    // Copies what the log holds, as far as others still read in it; the log begins anew when all of
    // it is copied. Any session may do so while another one writes. Outside transactions only.
    // Throws sql_error.
    void checkpoint();

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace swan
