// An operator's commands on a real database, carried out by a worker's desk whose Baidu is a
// scripted server.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../baidu/api_fixture.h"
#include "../service/plain_server.h"
#include "app/command_desk.h"
#include "base/log.h"
#include "service/store/commands.h"
#include "service/store/counters.h"
#include "services_harness.h"

namespace swan::test {

class CommandDeskTest : public ::testing::Test {
  protected:
    CommandDeskTest() : settings(swan::baidu::test_config(server.url("/"))) {
        // The desk goes by the clock, the other by this.
        books.now = store_now_ms();
        logging::start(books.files.folder() / "swan.log", logging::level::info);
    }
    ~CommandDeskTest() override { logging::stop(); }

    // Writes it and has it carried out `times` times; how it stands then.
    command ask(const std::string& name, const std::string& arguments = "{}", int times = 1) {
        const std::string id = books.in_transaction([&] {
            return insert_command(books.db, books.rules.app,
                                  {.name = name,
                                   .arguments = arguments,
                                   .asked_by = "swanctl:op",
                                   .created_ms = books.now});
        });
        for (int i = 0; i < times; ++i) carry_out(id);
        return find_command(books.db, books.rules.app, id).value();
    }
    // What failed says why.
    void expect_refused(const std::string& name, const std::string& arguments,
                        const std::string& why) {
        const command ended = ask(name, arguments);
        EXPECT_EQ(ended.state, command::status::failed) << ended.answer;
        EXPECT_NE(ended.answer.find(why), std::string::npos) << ended.answer;
    }
    // `meanwhile`: what the store does when the desk has seen that the command waits.
    void carry_out(const std::string& id, std::function<void(sql&)> meanwhile = nothing) {
        const job due{.kind = job_kind::command, .subject = id, .attempts = 1};
        // Both have handed over before the desk goes on, on this loop.
        with_services(settings, books, [&](const services& with, loop& events) {
            start(run(with, due, events));
            start(also(with.db, std::move(meanwhile)));
        });
    }
    int64_t count(const char* what) { return counter_value(books.db, books.rules.app, what); }

    plain_server server;
    config settings;
    ledger books;

  private:
    static void nothing(sql&) {}
    static task<void> also(store& db, std::function<void(sql&)> what) {
        co_await db.run(access::durable, what);
    }
    static task<void> run(const services& with, job due, loop& events) {
        const command_desk desk(with);
        try {
            const auto again = co_await desk.run(due);
            EXPECT_EQ(again, std::nullopt);
        } catch (const std::exception& e) {
            ADD_FAILURE() << e.what();
        }
        events.stop();
    }
};

}  // namespace swan::test
