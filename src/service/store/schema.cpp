#include "service/store/schema.h"

#include <iterator>

#include "base/config.h"
#include "base/text.h"

namespace swan {

namespace {

// What follows a statement of the schema, where the databases differ.
struct dialect {
    const char* nothing = "";
    // A table that lies in the order of its key, as MySQL's always do: one tree to write, not two.
    // Not where keys come in no order (payments) or rows are long (messages): then every row would
    // change another page, or a page hold too few.
    const char* by_key = "";
    // The end of messages, which nobody looks up by id: without an index where rows have numbers.
    const char* message_key = ", primary key (app, id))";
    // An index of those rows only that have a value; of all where a database has no such index.
    const char* has_merchant = "";
    const char* has_customer = "";
    const char* has_batch = "";
};

constexpr dialect kSqlite{.by_key = " without rowid",
                          .message_key = ")",
                          .has_merchant = " where merchant_order_id is not null",
                          .has_customer = " where open_id is not null",
                          .has_batch = " where batch_id is not null"};

struct statement {
    const char* text = nullptr;
    const char* dialect::*tail = &dialect::nothing;
};

// Common SQL only: the same text serves SQLite, MySQL and PostgreSQL. Amounts in fen, times in
// milliseconds since 1970.
//
// A step that was released is never changed; a new one is added. Before the first release steps 1
// and 2 were changed in place: databases from then have the same columns, but no table that lies in
// the order of its key, and other indexes (tests/service/store/older_schema.h makes one). A new
// step must fit both.
//
// orders         what we sold: fixed when it is made, but for state and its times
// payments       what Baidu took: one for each orderId of the cashier
// refunds        one for each refund, ours (by refund_id) or foreign (refund_id is the batch's)
// messages       what Baidu sent and we believed, as received
// quarantine     payment notifies that we did not believe though they fit an unpaid order
// access_tokens  one for each app, and who gets the next one
// jobs           what the workers have to do later, and until when one of them is at it
// events         what the merchant's own system has to hear, in the order of each order
// commands       what an operator wants the workers to do
// counters       numbers of an app that its transactions share
// error_orders   whose notify was answered isErrorOrder within the last minutes
const statement kSteps[][16] = {
    {
        {"create table apps (id integer primary key, app_key varchar(64) not null unique)"},

        {"create table sessions (app bigint not null, open_id varchar(64) not null,"
         " session_key varchar(128) not null, previous_key varchar(128) not null,"
         " updated_ms bigint not null, primary key (app, open_id))",
         &dialect::by_key},

        {"create table orders (app bigint not null, tp_order_id varchar(64) not null,"
         " state integer not null, total_amount bigint not null, deal_id varchar(64) not null,"
         " title varchar(255) not null, goods_id varchar(64) not null, count bigint not null,"
         " open_id varchar(64), merchant_order_id varchar(64), return_data varchar(4096) not null,"
         " created_ms bigint not null, paid_ms bigint not null, primary key (app, tp_order_id))",
         &dialect::by_key},
        {"create unique index orders_by_merchant on orders (app, merchant_order_id)",
         &dialect::has_merchant},

        {"create table payments (app bigint not null, order_id varchar(64) not null,"
         " tp_order_id varchar(64) not null, user_id varchar(64) not null,"
         " deal_id varchar(64) not null, total_money bigint not null, pay_money bigint not null,"
         " pay_time bigint not null, verdict integer not null, is_consumed integer not null,"
         " is_error_order integer not null, proven integer not null, odd integer not null,"
         " unverified integer not null, reserved bigint not null, created_ms bigint not null,"
         " primary key (app, order_id))"},

        {"create table refunds (app bigint not null, refund_id varchar(96) not null,"
         " order_id varchar(64) not null, tp_order_id varchar(64) not null,"
         " state integer not null, origin integer not null, amount bigint not null,"
         " asked varchar(255) not null, whole integer not null, reason varchar(255) not null,"
         " asked_by varchar(64) not null, batch_id varchar(64), refund_pay_money bigint not null,"
         " audit_status integer not null, audit_money bigint not null,"
         " answer_code bigint not null, answer_text varchar(512) not null,"
         " created_ms bigint not null, updated_ms bigint not null,"
         " primary key (app, refund_id))",
         &dialect::by_key},

        {"create table messages (app bigint not null, id varchar(48) not null,"
         " kind varchar(16) not null, subject varchar(64) not null, body varchar(8192) not null,"
         " received_ms bigint not null",
         &dialect::message_key},
    },
    {
        {"create index orders_by_customer on orders (app, open_id, created_ms)",
         &dialect::has_customer},
        {"create index payments_by_order on payments (app, tp_order_id)"},
        {"create unique index refunds_by_batch on refunds (app, batch_id)", &dialect::has_batch},
        {"create index refunds_by_payment on refunds (app, order_id)"},
    },
    {
        {"create table quarantine (app bigint not null, tp_order_id varchar(64) not null,"
         " body varchar(8192) not null, received_ms bigint not null,"
         " primary key (app, tp_order_id))"},
        {"create index quarantine_by_time on quarantine (app, received_ms)"},
    },
    {
        // Also by the orderId; what is there keeps its place under an empty one.
        {"alter table quarantine rename to quarantine_by_order"},
        {"create table quarantine (app bigint not null, tp_order_id varchar(64) not null,"
         " order_id varchar(64) not null, body varchar(8192) not null,"
         " received_ms bigint not null, primary key (app, tp_order_id, order_id))"},
        {"insert into quarantine (app, tp_order_id, order_id, body, received_ms)"
         " select app, tp_order_id, '', body, received_ms from quarantine_by_order"},
        {"drop table quarantine_by_order"},
        {"create index quarantine_by_time on quarantine (app, received_ms)"},
    },
    {
        {"create table access_tokens (app bigint not null, token varchar(512) not null,"
         " number bigint not null, issued_ms bigint not null, refresh_ms bigint not null,"
         " expires_ms bigint not null, failures bigint not null, not_before_ms bigint not null,"
         " lease_owner varchar(64) not null, lease_ends_ms bigint not null, primary key (app))",
         &dialect::by_key},
    },
    {
        {"alter table orders add column closed_ms bigint not null default 0"},
        {"alter table payments add column unsettled integer not null default 0"},
        {"alter table refunds add column sent_by integer not null default 0"},

        {"create table jobs (app bigint not null, kind integer not null,"
         " subject varchar(96) not null, since_ms bigint not null, due_ms bigint not null,"
         " leased_ms bigint not null, attempts bigint not null, primary key (app, kind, subject))",
         &dialect::by_key},
        {"create index jobs_by_time on jobs (app, kind, due_ms)"},

        {"create table events (app bigint not null, tp_order_id varchar(64) not null,"
         " sequence bigint not null, id varchar(32) not null, kind integer not null,"
         " state integer not null, order_id varchar(64) not null, refund_id varchar(96) not null,"
         " attempts bigint not null, answer varchar(255) not null, created_ms bigint not null,"
         " ended_ms bigint not null, primary key (app, tp_order_id, sequence))",
         &dialect::by_key},
        {"create unique index events_by_id on events (app, id)"},

        {"create table commands (app bigint not null, id varchar(32) not null,"
         " name varchar(32) not null, arguments varchar(4096) not null,"
         " asked_by varchar(64) not null, state integer not null, answer varchar(8192) not null,"
         " created_ms bigint not null, ended_ms bigint not null, primary key (app, id))",
         &dialect::by_key},

        {"create table counters (app bigint not null, name varchar(32) not null,"
         " value bigint not null, primary key (app, name))",
         &dialect::by_key},

        {"create table error_orders (app bigint not null, order_id varchar(64) not null,"
         " answered_ms bigint not null, primary key (app, order_id))",
         &dialect::by_key},

        {"alter table refunds add column absences bigint not null default 0"},
        {"alter table refunds add column absent_ms bigint not null default 0"},
    },
};

constexpr int64_t kNewest = std::size(kSteps);

// Another process may be applying the steps just now, which takes its time on a slow disk.
void begin_patiently(sql& db) {
    for (int attempts_left = 10;; --attempts_left) {
        try {
            return db.begin_write();
        } catch (const sql_error&) {
            if (attempts_left == 0) throw;
        }
    }
}

// `version` counts the steps applied; `syncs` is what touch_for_sync() writes.
int64_t applied_steps(sql& db) {
    db.run_once(
        "create table if not exists schema_version (id integer primary key,"
        " version bigint not null, syncs bigint not null)");
    const auto row = db.query_one("select version from schema_version where id = 1", "i");
    if (row) return row->number(0);
    db.execute("insert into schema_version (id, version, syncs) values (1, 0, 0)");
    return 0;
}

void apply_missing_steps(sql& db) {
    const int64_t version = applied_steps(db);
    refuse_newer_schema(version);
    for (int64_t step = version; step < kNewest; ++step)
        for (const statement& each : kSteps[step])
            if (each.text != nullptr) db.run_once(concat(each.text, kSqlite.*each.tail));
    if (version < kNewest)
        db.execute("update schema_version set version = :version where id = 1", {kNewest});
}

}  // namespace

void refuse_newer_schema(int64_t version) {
    if (version > kNewest)
        throw config_error(concat("server.json: store: its schema is number ", version,
                                  ", this program knows ", kNewest,
                                  ": start the newer program, or restore an older database"));
}

void refuse_other_schema(int64_t version) {
    refuse_newer_schema(version);
    if (version < kNewest)
        throw config_error(concat("server.json: store: its schema is number ", version,
                                  ", this program wants ", kNewest,
                                  ": start the newer worker first, which brings it up to date"));
}

bool is_older_schema(int64_t version) { return version > 0 && version < kNewest; }

std::string text_for_older_schema(int64_t version) {
    return concat("server.json: store: its schema is number ", version, ": the start brings it to ",
                  kNewest, ", and older programs refuse it from then on; take a backup first");
}

void migrate(sql& db) {
    db.set_durable(true);
    begin_patiently(db);
    try {
        apply_missing_steps(db);
        db.commit();
    } catch (...) {
        db.rollback();
        throw;
    }
}

void touch_for_sync(sql& db) {
    db.execute("update schema_version set syncs = syncs + 1 where id = 1");
}

int64_t app_number(sql& db, std::string_view app_key) {
    const auto find = [&] {
        return db.query_one("select id from apps where app_key = :app_key", "i", {app_key});
    };
    if (const auto known = find()) return known->number(0);
    // Nothing is inserted when another process was faster.
    db.execute(
        "insert into apps (id, app_key) select (select coalesce(max(id), 0) + 1 from apps), "
        ":app_key"
        " where not exists (select 1 from apps where app_key = :app_key)",
        {app_key});
    return find().value().number(0);
}

}  // namespace swan
