#include "app/worker.h"

#include <chrono>
#include <future>

#include "app/alert_kinds.h"
#include "app/answer.h"
#include "app/application.h"
#include "app/metrics_route.h"
#include "base/log.h"
#include "base/memory.h"

namespace swan {

namespace {

// Baidu has several hosts, so none of them may take all places; one in place of all may.
int share_of_one_host(const server_settings& settings) {
    return settings.upstream_base.empty() ? share_of(settings.max_waiting) : settings.max_waiting;
}

constexpr metric_name kLogLost{"swan_log_lines_lost_total",
                               "Log lines dropped, or not written as the disk was full."};

constexpr metric_name kAlerts{"swan_alerts_total",
                              "What an operator must look at, by kind; the log says more."};

constexpr milliseconds kTrimEvery{1000};
constexpr int kFewRequests = 50;  // a second
constexpr int kGiveBacks = 5;

}  // namespace

class worker::lane {
  public:
    lane(const server_settings& settings, waiting_limit& waiting, upstreams& known,
         metrics& counted)
        : http_(loop_,
                {.connect_timeout = settings.connect_timeout,
                 .total_timeout = settings.upstream_timeout,
                 .ca_file = settings.upstream_ca_file},
                waiting, &known),
          merchant_(loop_, settings),
          waiting_(waiting),
          own_({metrics_route(counted)}, answer::by_path, &counted) {}

    loop& on() { return loop_; }
    http_client& http() { return http_; }
    merchant_line& merchant() { return merchant_; }

    // On the loop, or before it runs.
    void use(std::shared_ptr<const applications> fresh) { apps_ = std::move(fresh); }

    task<response> answer_to(request& req) {
        ++requests_;
        req.answered_by = apps_;
        const application* const one = req.path == kMetricsPath ? nullptr : apps_->of(req);
        return one != nullptr ? one->answer_to(req) : own_.handle(req);
    }

    // Every second, on the loop: what a burst needed is given back when it is over.
    void trim() {
        http_.trim();
        merchant_.trim();
        const bool quiet = requests_ < kFewRequests && waiting_.now() < kFewRequests;
        quiet_seconds_ = quiet ? quiet_seconds_ + 1 : 0;
        if (quiet && quiet_seconds_ <= kGiveBacks) give_back_memory();
        requests_ = 0;
        loop_.call_after(kTrimEvery, [this] { trim(); });
    }

  private:
    loop loop_;
    http_client http_;
    merchant_line merchant_;
    waiting_limit& waiting_;
    int requests_ = 0;  // since the last trim()
    int quiet_seconds_ = 0;
    std::shared_ptr<const applications> apps_;
    router own_;  // of no mini-program: metrics, and paths of one that there is not
};

worker::worker(installation settings)
    : settings_(std::make_shared<const installation>(std::move(settings))),
      db_(settings_->server.store),
      waiting_(settings_->server.max_waiting),
      upstreams_(share_of_one_host(settings_->server), counted_) {
    counted_.read_count(kLogLost, {}, [] { return static_cast<double>(logging::lost()); });
    for (const std::string_view kind : kAlertKinds) alerts_of(kind);
    logging::count_alerts([this](std::string_view kind) { alerts_of(kind).add(); });
    const auto rules = rules_.of(*settings_);
    for (int i = 0; i < settings_->server.loops; ++i) {
        auto fresh = std::make_unique<lane>(settings_->server, waiting_, upstreams_, counted_);
        auto apps = apps_on(*fresh, rules);
        if (i == 0) {
            schedule_.emplace(fresh->on(), *db_, unfinished_, counted_);
            schedule_->use(apps);
        }
        fresh->use(std::move(apps));
        lanes_.push_back(std::move(fresh));
    }
}

counter& worker::alerts_of(std::string_view kind) {
    return counted_.count(kAlerts, {{"kind", std::string(kind)}});
}

std::shared_ptr<const applications> worker::apps_on(lane& one,
                                                    const std::vector<const ledger_rules*>& rules) {
    return std::make_shared<const applications>(settings_, rules, *db_, unfinished_, counted_,
                                                one.http(), one.merchant());
}

// The store first: what it still does belongs to the loops.
worker::~worker() {
    db_.reset();
    logging::count_alerts(nullptr);
}

void worker::use(installation fresh) {
    const auto rules = rules_.of(fresh);
    settings_ = std::make_shared<const installation>(std::move(fresh));
    for (auto& each : lanes_) {
        auto apps = apps_on(*each, rules);
        each->on().post([this, lane = each.get(), apps = std::move(apps)]() mutable {
            if (lane == lanes_.front().get()) schedule_->use(apps);
            lane->use(std::move(apps));
        });
    }
}

void worker::start(int listening) {
    std::vector<std::pair<loop*, fcgi_server::handler>> loops;
    for (auto& each : lanes_)
        loops.emplace_back(&each->on(),
                           [lane = each.get()](request& req) { return lane->answer_to(req); });
    server_ = std::make_unique<fcgi_server>(listening, std::move(loops));
    server_->start();
    for (auto& each : lanes_)
        threads_.emplace_back([lane = each.get()] {
            lane->trim();
            lane->on().run();
        });
    // On its loop once that runs: the store answers the loop that asks.
    lanes_.front()->on().post([this] { schedule_->begin(); });
}

bool worker::drain() {
    std::promise<void> drained;
    const auto end = std::chrono::steady_clock::now() + settings_->server.drain;
    lanes_.front()->on().post([this] { schedule_->stop(); });
    server_->drain([&drained] { drained.set_value(); });
    const bool in_time = drained.get_future().wait_until(end) == std::future_status::ready &&
                         unfinished_.wait_until(end);
    if (!in_time)
        server_->abandon([](const request& req) {
            return answer::by_path(error(code::busy, "the server is being stopped"), req);
        });
    for (auto& each : lanes_) each->on().stop();
    for (auto& each : threads_) each.join();
    return in_time;
}

}  // namespace swan
