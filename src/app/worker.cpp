#include "app/worker.h"

#include <chrono>
#include <future>

#include "app/answer.h"
#include "app/auth.h"
#include "app/callback.h"
#include "app/metrics_route.h"
#include "app/pay.h"
#include "app/routes.h"
#include "baidu/api.h"
#include "base/log.h"
#include "base/memory.h"
#include "front/router.h"
#include "service/store/orders.h"
#include "service/store/schema.h"

namespace swan {

namespace {

ledger_rules rules_of(const config& settings, const order_numbers& numbers) {
    sql db(settings.server.store);
    const auto timeouts = settings.server.connect_timeout + settings.server.upstream_timeout;
    return {.app = app_number(db, settings.smart_app.app_key),
            .deal_id = settings.pay.deal_id,
            .numbers = &numbers,
            .unasked_refund = settings.server.unasked_refund,
            .sending_ms = 2 * timeouts.count()};
}

// Without its key orders could not be proven: a new one is made only where there are none yet.
order_numbers numbers_of(const config& settings) {
    sql db(settings.server.store);
    const int64_t app = app_number(db, settings.smart_app.app_key);
    return order_numbers(load_order_key(settings.server.order_key_file, !has_orders(db, app)),
                         settings.smart_app.app_key);
}

// Baidu has several hosts, so none of them may take all places; one in place of all may.
int share_of_one_host(const server_settings& settings) {
    return settings.upstream_base.empty() ? share_of(settings.max_waiting) : settings.max_waiting;
}

constexpr metric_name kLogLost{"swan_log_lines_lost_total",
                               "Log lines dropped, or not written as the disk was full."};

constexpr milliseconds kRestEvery{1000};
constexpr int kFewRequests = 50;  // a second
constexpr int kGiveBacks = 5;

}  // namespace

class worker::lane {
  public:
    lane(const config& settings, const ledger_rules& rules, store& db, unfinished& going_on,
         waiting_limit& waiting, upstreams& known, metrics& counted)
        : http_(loop_,
                {.connect_timeout = settings.server.connect_timeout,
                 .total_timeout = settings.server.upstream_timeout,
                 .ca_file = settings.server.upstream_ca_file},
                waiting, &known),
          waiting_(waiting),
          baidu_(settings, http_),
          with_{settings, rules, db, baidu_, going_on},
          auth_(with_),
          pay_(with_),
          callback_(with_),
          router_(all_routes(settings, counted), answer::by_path, &counted) {}

    loop& on() { return loop_; }
    task<response> answer_to(request& req) {
        ++requests_;
        return router_.handle(req);
    }

    // Every second, on the loop: what a burst needed is given back when it is over.
    void rest() {
        http_.rest();
        const bool quiet = requests_ < kFewRequests && waiting_.now() < kFewRequests;
        quiet_seconds_ = quiet ? quiet_seconds_ + 1 : 0;
        if (quiet && quiet_seconds_ <= kGiveBacks) give_back_memory();
        requests_ = 0;
        loop_.call_after(kRestEvery, [this] { rest(); });
    }

  private:
    std::vector<route> all_routes(const config& settings, const metrics& counted) {
        auto all = routes(settings.server.environment, auth_, pay_, callback_);
        all.push_back(metrics_route(counted));
        return all;
    }

    loop loop_;
    http_client http_;
    waiting_limit& waiting_;
    int requests_ = 0;  // since the last rest()
    int quiet_seconds_ = 0;
    baidu::api baidu_;
    services with_;
    auth auth_;
    pay pay_;
    callback callback_;
    router router_;
};

worker::worker(const config& settings)
    : settings_(settings),
      db_(settings.server.store),
      numbers_(numbers_of(settings)),
      rules_(rules_of(settings, numbers_)),
      waiting_(settings.server.max_waiting),
      upstreams_(share_of_one_host(settings.server), counted_) {
    counted_.read_count(kLogLost, {}, [] { return static_cast<double>(logging::lost()); });
    for (int i = 0; i < settings.server.loops; ++i)
        lanes_.push_back(std::make_unique<lane>(settings_, rules_, *db_, going_on_, waiting_,
                                                upstreams_, counted_));
}

// The store first: what it still does belongs to the loops.
worker::~worker() { db_.reset(); }

void worker::start(int listening) {
    std::vector<std::pair<loop*, fcgi_server::handler>> loops;
    for (auto& each : lanes_)
        loops.emplace_back(&each->on(),
                           [lane = each.get()](request& req) { return lane->answer_to(req); });
    server_ = std::make_unique<fcgi_server>(listening, std::move(loops));
    server_->start();
    for (auto& each : lanes_)
        threads_.emplace_back([lane = each.get()] {
            lane->rest();
            lane->on().run();
        });
}

bool worker::drain() {
    std::promise<void> drained;
    const auto end = std::chrono::steady_clock::now() + settings_.server.drain;
    server_->drain([&drained] { drained.set_value(); });
    const bool in_time = drained.get_future().wait_until(end) == std::future_status::ready &&
                         going_on_.wait_until(end);
    if (!in_time)
        server_->abandon([](const request& req) {
            return answer::by_path(error(code::busy, "the server is being stopped"), req);
        });
    for (auto& each : lanes_) each->on().stop();
    for (auto& each : threads_) each.join();
    return in_time;
}

}  // namespace swan
