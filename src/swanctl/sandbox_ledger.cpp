#include "swanctl/sandbox_ledger.h"

#include <limits>
#include <set>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "service/store/names.h"
#include "service/store/order_search.h"
#include "service/store/payments.h"
#include "service/store/record_file.h"
#include "service/store/refunds.h"

namespace swan::swanctl {

namespace {

constexpr int64_t kNotifying = 1;  // stage of a refund: the money went back
constexpr int64_t kDone = 2;

std::string text_of(const json::value& from, std::string_view name) {
    const auto member = from.find(name);
    return member ? member->text().value_or("") : "";
}

int64_t number_of(const json::value& from, std::string_view name) {
    const auto member = from.find(name);
    return member ? member->integer().value_or(0) : 0;
}

class comparer {
  public:
    comparer(sql& db, int64_t app, int64_t since_ms, int64_t until_ms) : db_(db), app_(app) {
        const order_filter wanted{.since_ms = since_ms,
                                  .until_ms = until_ms,
                                  .most = std::numeric_limits<int64_t>::max()};
        for (std::string& each : search_order_numbers(db, app, wanted))
            ours_.insert(std::move(each));
    }

    void compare_payment(const json::value& told) {
        const std::string tp_order_id = text_of(told, "tp_order_id");
        if (number_of(told, "pay_time") == 0 || !ours_.contains(tp_order_id)) return;
        ++result_.compared;
        const std::string order_id = text_of(told, "order_id");
        there_.insert(order_id);
        const auto booked = find_payment(db_, app_, order_id);
        const int64_t money = number_of(told, "total_money");
        if (!booked)
            differ(tp_order_id, concat("payment ", order_id), "not there", concat(money));
        else if (booked->total_money != money)
            differ(tp_order_id, concat("payment ", order_id), concat(booked->total_money),
                   concat(money));
    }

    void compare_refund(const json::value& told) {
        const std::string tp_order_id = text_of(told, "tp_order_id");
        if (!ours_.contains(tp_order_id)) return;
        ++result_.compared;
        const std::string batch = text_of(told, "batch_id");
        const int64_t stage = number_of(told, "stage");
        const bool went_back = stage == kNotifying || stage == kDone;
        const auto known = find_refund_by_batch(db_, app_, batch);
        if (!known)
            return went_back ? differ(tp_order_id, concat("batch ", batch), "not there", "done")
                             : void();
        const bool done_here = known->state == refund::status::done;
        if (done_here == (stage == kDone) || (stage == kNotifying && went_back)) return;
        differ(tp_order_id, known->refund_id, std::string(name_of(known->state)),
               went_back ? "done" : "not done");
    }

    void look_for_more_here() {
        for (const std::string& each : ours_) {
            const std::string order_id = find_good_payment(db_, app_, each);
            if (!order_id.empty() && !there_.contains(order_id))
                differ(each, concat("payment ", order_id), "good", "not there");
        }
    }

    sandbox_comparison take() { return std::move(result_); }

  private:
    void differ(const std::string& tp_order_id, std::string what, std::string here,
                std::string there) {
        result_.differences.add({tp_order_id, std::move(what), std::move(here), std::move(there)});
    }

    sql& db_;
    int64_t app_;
    std::set<std::string> ours_;   // tpOrderIds of the period
    std::set<std::string> there_;  // the sandbox's payments of them
    sandbox_comparison result_{
        .compared = 0, .differences = table({{"tp_order_id"}, {"what"}, {"ledger"}, {"baidu"}})};
};

}  // namespace

sandbox_comparison compare_with_sandbox(sql& db, int64_t app, const std::filesystem::path& file,
                                        int64_t since_ms, int64_t until_ms) {
    comparer all(db, app, since_ms, until_ms);
    for (const std::string& body : bodies_of_records(file, "order"))
        all.compare_payment(json::document::parse_object(body).root());
    for (const std::string& body : bodies_of_records(file, "refund"))
        all.compare_refund(json::document::parse_object(body).root());
    all.look_for_more_here();
    return all.take();
}

}  // namespace swan::swanctl
