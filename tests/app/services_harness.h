// What a worker's desks work with: a loop and a store of their own on the ledger's database, and a
// Baidu that is wherever the settings say.
#pragma once

#include <exception>
#include <functional>
#include <optional>

#include "app/services.h"
#include "ledger_harness.h"
#include "runtime/loop.h"
#include "service/http.h"
#include "service/store/jobs.h"

namespace swan::test {

// Has `begin` start its tasks on the loop, and runs that until one of them stops it.
inline void with_services(const config& settings, ledger& books,
                          const std::function<void(const services& with, loop& events)>& begin) {
    static const bool once = (http_global_init(), true);
    static_cast<void>(once);
    loop events;
    waiting_limit limit(10);
    http_client http(events, {}, limit);
    unfinished_work unfinished;
    metrics counted;
    store db(books.files.where());
    platform baidu(settings, books.rules, db, http);
    const services with{settings, books.rules, db, baidu, unfinished, counted};
    events.post([&] { begin(with, events); });
    events.run();
}

using job_end = std::optional<milliseconds>;

template <class Desk>
struct carried_out {
    task<job_end> (Desk::*how)(job) const;
    job what;
    job_end again = {};
    std::exception_ptr fault = {};

    task<void> on(const services& with, loop& events) {
        const Desk desk(with);
        try {
            const job_end end = co_await (desk.*how)(what);
            again = end;
        } catch (...) {
            fault = std::current_exception();
        }
        events.stop();
    }
};

// Gives what the desk gives, and throws what it throws.
template <class Desk>
job_end carry_out(const config& settings, ledger& books, task<job_end> (Desk::*how)(job) const,
                  job what) {
    carried_out<Desk> one{.how = how, .what = std::move(what)};
    with_services(settings, books,
                  [&](const services& with, loop& events) { start(one.on(with, events)); });
    if (one.fault) std::rethrow_exception(one.fault);
    return one.again;
}

}  // namespace swan::test
