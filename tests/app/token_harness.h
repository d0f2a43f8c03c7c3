// Loops that share a store and get their access tokens from a scripted server on loopback.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../service/plain_server.h"
#include "../service/store/temporary_database.h"
#include "app/access_token.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/schema.h"

namespace swan::test {

// What current() gave.
struct got_token {
    std::string token;
    std::optional<error> fault;
};

// A loop with all that it needs to have tokens.
class token_loop {
  public:
    token_loop(store& db, const std::string& upstream, std::chrono::milliseconds patience)
        : http_(loop_, client_settings(patience), limit_),
          baidu_({.client_id = "app",
                  .client_secret = "the-secret-key",
                  .pm_app_key = "MMMabc",
                  .upstream_base = upstream},
                 http_),
          tokens_(db, kApp, baidu_, patience) {
        thread_ = std::thread([this] { loop_.run(); });
    }
    ~token_loop() { end(); }
    // Stops the loop: what waits on it stays as it is.
    void end() {
        if (!thread_.joinable()) return;
        loop_.stop();
        thread_.join();
    }

    static constexpr int64_t kApp = 1;

    // `times` calls at once, the loop's thread; each future is ready when its call has ended.
    std::vector<std::future<got_token>> ask(int times) {
        std::vector<std::future<got_token>> all;
        on_loop([&] {
            for (int i = 0; i < times; ++i) {
                const auto told = std::make_shared<std::promise<got_token>>();
                all.push_back(told->get_future());
                start(tell(told));
            }
        });
        return all;
    }
    got_token ask() { return ask(1).front().get(); }
    std::string token() {
        got_token got = ask();
        return got.fault ? concat("fault: ", got.fault->client_text()) : std::move(got.token);
    }
    void refused(const std::string& token) {
        on_loop([&] { tokens_.refused(token); });
    }
    // Runs `job` on the loop's thread to its end.
    void on_loop(const std::function<void()>& job) {
        std::promise<void> done;
        loop_.post([&] {
            job();
            done.set_value();
        });
        done.get_future().get();
    }
    access_tokens& tokens() { return tokens_; }

  private:
    static http_client::settings client_settings(std::chrono::milliseconds patience) {
        [[maybe_unused]] static const bool once = (http_global_init(), true);
        http_client::settings how;
        how.connect_timeout = patience;
        how.total_timeout = patience;
        return how;
    }
    task<void> tell(std::shared_ptr<std::promise<got_token>> told) {
        got_token got;
        try {
            std::string token = co_await tokens_.current("rid");
            got.token = std::move(token);
        } catch (const error& fault) {
            got.fault = fault;
        }
        told->set_value(std::move(got));
    }

    loop loop_;
    waiting_limit limit_{1000};
    http_client http_;
    baidu::api_v2 baidu_;
    access_tokens tokens_;
    std::thread thread_;
};

class AccessTokenTest : public ::testing::Test {
  protected:
    AccessTokenTest() { grant(); }
    // As a worker ends: first the loops, then the stores that still complete what was begun there.
    ~AccessTokenTest() override {
        for (const auto& each : loops_) each->end();
        stores_.clear();
    }

    // Baidu grants t1, t2, ... from now on.
    void grant(std::string lifetime = "2592000") {
        baidu.play([this, lifetime](connection& to, const seen_request&) {
            return to.send(granted(concat("t", ++grants), lifetime));
        });
    }
    static std::string granted(std::string_view token, std::string_view lifetime) {
        return http_answer(
            "200 OK", concat(R"({"access_token":")", token, R"(","expires_in":)", lifetime, "}"));
    }
    void refuse() {
        baidu.play([](connection& to, const seen_request&) {
            return to.send(http_answer(
                "400 Bad Request", R"({"error":"invalid_client","error_description":"unknown"})"));
        });
    }
    size_t asked() const { return baidu.requests().size(); }

    token_loop& a_loop(std::chrono::milliseconds patience = kPatience) {
        if (stores_.empty()) stores_.push_back(std::make_unique<store>(files.where()));
        loops_.push_back(std::make_unique<token_loop>(*stores_.back(), baidu.url(""), patience));
        return *loops_.back();
    }
    // The first loop of another process.
    token_loop& a_process() {
        stores_.push_back(std::make_unique<store>(files.where()));
        return a_loop();
    }
    // As if the store held this all along; `lease_owner` holds the lease if it has an end.
    void put(const stored_token& row) {
        sql db(files.where());
        migrate(db);
        db.execute(
            "insert into access_tokens (app, token, number, issued_ms, refresh_ms, expires_ms,"
            " failures, not_before_ms, lease_owner, lease_ends_ms) values (:app, :token, :number,"
            " :issued, :refresh, :expires, :failures, :not_before, 'somebody', :lease_ends)",
            {token_loop::kApp, std::string_view(row.token), row.number, row.issued_ms,
             row.refresh_ms, row.expires_ms, row.failures, row.not_before_ms, row.lease_ends_ms});
    }
    stored_token row() {
        sql db(files.where());
        return find_token(db, token_loop::kApp);
    }
    // A token that is an hour old and lives another one.
    static stored_token old_token() {
        const int64_t now_ms = store_now_ms();
        return {.token = "old",
                .number = 7,
                .issued_ms = now_ms - kHour,
                .refresh_ms = now_ms + kHour / 2,
                .expires_ms = now_ms + kHour};
    }
    static stored_token due_token() {
        stored_token one = old_token();
        one.refresh_ms = store_now_ms();
        return one;
    }
    // Asks until it gets `token`; fails the test when that takes too long.
    static void ask_until(token_loop& on, const std::string& token) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (on.token() != token && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        EXPECT_EQ(on.token(), token);
    }

    static constexpr std::chrono::milliseconds kPatience{5000};
    static constexpr int64_t kHour = 3'600'000;

    temporary_database files;
    std::atomic<int> grants{0};
    plain_server baidu;

  private:
    std::vector<std::unique_ptr<token_loop>> loops_;
    std::vector<std::unique_ptr<store>> stores_;
};

// Holds Baidu's answers back until they are let go.
class held_answers {
  public:
    explicit held_answers(plain_server& of, plain_server::script then) {
        of.play(
            [go = released_.get_future().share(), then](connection& to, const seen_request& what) {
                go.wait();
                return then(to, what);
            });
    }
    ~held_answers() { release(); }
    void release() {
        if (!std::exchange(is_released_, true)) released_.set_value();
    }

  private:
    std::promise<void> released_;
    bool is_released_ = false;
};

}  // namespace swan::test
