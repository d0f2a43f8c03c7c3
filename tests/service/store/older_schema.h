// The tables as they were before some of them lay in the order of their keys: databases made then
// must go on working.
#pragma once

#include <string>

#include "service/store/sql.h"

namespace swan::test {

inline constexpr const char* kOlderSchema[] = {
    "create table schema_version (id integer primary key, version bigint not null,"
    " syncs bigint not null)",
    "insert into schema_version (id, version, syncs) values (1, 3, 0)",
    "create table apps (id integer primary key, app_key varchar(64) not null unique)",

    "create table sessions (app bigint not null, open_id varchar(64) not null,"
    " session_key varchar(128) not null, previous_key varchar(128) not null,"
    " updated_ms bigint not null, primary key (app, open_id))",

    "create table orders (app bigint not null, tp_order_id varchar(64) not null,"
    " state integer not null, total_amount bigint not null, deal_id varchar(64) not null,"
    " title varchar(255) not null, goods_id varchar(64) not null, count bigint not null,"
    " open_id varchar(64), merchant_order_id varchar(64), return_data varchar(4096) not null,"
    " created_ms bigint not null, paid_ms bigint not null, primary key (app, tp_order_id))",
    "create unique index orders_by_merchant on orders (app, merchant_order_id)",

    "create table payments (app bigint not null, order_id varchar(64) not null,"
    " tp_order_id varchar(64) not null, user_id varchar(64) not null,"
    " deal_id varchar(64) not null, total_money bigint not null, pay_money bigint not null,"
    " pay_time bigint not null, verdict integer not null, is_consumed integer not null,"
    " is_error_order integer not null, proven integer not null, odd integer not null,"
    " unverified integer not null, reserved bigint not null, created_ms bigint not null,"
    " primary key (app, order_id))",

    "create table refunds (app bigint not null, refund_id varchar(96) not null,"
    " order_id varchar(64) not null, tp_order_id varchar(64) not null,"
    " state integer not null, origin integer not null, amount bigint not null,"
    " asked varchar(255) not null, whole integer not null, reason varchar(255) not null,"
    " asked_by varchar(64) not null, batch_id varchar(64), refund_pay_money bigint not null,"
    " audit_status integer not null, audit_money bigint not null,"
    " answer_code bigint not null, answer_text varchar(512) not null,"
    " created_ms bigint not null, updated_ms bigint not null,"
    " primary key (app, refund_id))",

    "create table messages (app bigint not null, id varchar(48) not null,"
    " kind varchar(16) not null, subject varchar(64) not null, body varchar(8192) not null,"
    " received_ms bigint not null, primary key (app, id))",
    "create index orders_by_customer on orders (app, open_id)",
    "create index payments_by_order on payments (app, tp_order_id)",
    "create unique index refunds_by_batch on refunds (app, batch_id)",
    "create index refunds_by_payment on refunds (app, order_id)",
    "create table quarantine (app bigint not null, tp_order_id varchar(64) not null,"
    " body varchar(8192) not null, received_ms bigint not null,"
    " primary key (app, tp_order_id))",
    "create index quarantine_by_time on quarantine (app, received_ms)",
};

inline void make_older_schema(const std::string& where) {
    sql db(where);
    for (const char* const statement : kOlderSchema) db.run_once(statement);
}

}  // namespace swan::test
