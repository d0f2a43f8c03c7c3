#include "books.h"

#include <gtest/gtest.h>

#include <map>

#include "base/json.h"
#include "base/text.h"
#include "due.h"

namespace swan::e2e::soak {

namespace {

constexpr int64_t kRequested = 1;  // states of refunds in the database
constexpr int64_t kDone = 8;
constexpr int64_t kFailed = 9;
constexpr int64_t kGood = 1;      // verdict of a payment
constexpr int64_t kPaid = 2;      // state of an order
constexpr int64_t kUnpaid = 1;    // status of an order at Baidu
constexpr int64_t kClosed = -1;   // the same: unpaid, or given back as abnormal
constexpr int64_t kReturned = 2;  // status of a refund at Baidu

struct refund_line {
    std::string name;
    int64_t amount = 0;
    bool is_done = false;
    bool is_open = false;

    bool operator==(const refund_line& other) const {
        return amount == other.amount && is_done == other.is_done && is_open == other.is_open;
    }
};

struct payment_line {
    std::string tp_order_id;
    int64_t total = 0;
    int64_t cash = 0;
    int64_t reserved = 0;
    int64_t verdict = 0;
    bool is_booked = true;
    bool closed = false;                              // or given back as a whole, at Baidu
    std::map<std::string, refund_line> refunds = {};  // by Baidu's number

    int64_t held() const {
        int64_t sum = 0;
        for (const auto& [batch, each] : refunds)
            if (each.is_done || each.is_open) sum += each.amount;
        return sum;
    }
};

using book = std::map<std::string, payment_line>;  // by orderId

int64_t number(const json::value& of, std::string_view name) {
    return of.find(name).value().integer().value();
}
std::string text(const json::value& of, std::string_view name) {
    return of.find(name).value().text().value();
}

book baidus(const local_system& system) {
    const std::string state = system.sandbox_get("/sandbox/state").body;
    const auto parsed = json::document::parse_object(state);
    book all;
    for (const json::value& each : parsed.root().find("orders")->elements())
        if (number(each, "status") != kUnpaid)
            all[text(each, "orderId")] = {.tp_order_id = text(each, "tpOrderId"),
                                          .total = number(each, "totalMoney"),
                                          .cash = number(each, "payMoney"),
                                          .closed = number(each, "status") == kClosed};
    for (const json::value& each : parsed.root().find("refunds")->elements()) {
        payment_line& of = all.at(text(each, "orderId"));
        const int64_t status = number(each, "status");
        const refund_line line{.name = text(each, "bizRefundBatchId"),
                               .amount = number(each, "money"),
                               .is_done = status == kReturned,
                               .is_open = status == 1};
        of.refunds[text(each, "refundBatchId")] = line;
        if (line.is_done || line.is_open) of.reserved += line.amount;
    }
    std::erase_if(all,
                  [](const auto& one) { return one.second.closed && one.second.refunds.empty(); });
    return all;
}

// `hanging`: refunds that have not ended. Of a payment that went back before we had heard of it
// there are only its refunds.
book ours(const local_system& system, std::vector<std::string>& hanging) {
    sql db = database(system);
    book all;
    for (const auto& row :
         db.query("select order_id, tp_order_id, total_money, pay_money, reserved,"
                  " verdict from payments",
                  "ttiiii"))
        all[row.text(0)] = {.tp_order_id = row.text(1),
                            .total = row.number(2),
                            .cash = row.number(3),
                            .reserved = row.number(4),
                            .verdict = row.number(5)};
    for (const auto& row : db.query("select order_id, refund_id, batch_id, amount, state,"
                                    " tp_order_id from refunds",
                                    "tttiit")) {
        const int64_t state = row.number(4);
        const bool is_open = state != kDone && state != kFailed;
        if (is_open)
            hanging.push_back(
                concat("refund ", row.text(1), " of ", row.text(0), " is left in state ", state));
        // One that Baidu never took has no number of Baidu's, and holds nothing.
        if (state == kFailed && row.text(2).empty()) continue;
        const std::string batch = row.text(2).empty() ? row.text(1) : row.text(2);
        const auto of = all.try_emplace(
            row.text(0), payment_line{.tp_order_id = row.text(5), .is_booked = false});
        of.first->second.refunds[batch] = {.name = row.text(1),
                                           .amount = row.number(3),
                                           .is_done = state == kDone,
                                           .is_open = is_open && state != kRequested};
    }
    return all;
}

std::string told(const refund_line& one) {
    return concat(one.amount, one.is_done ? " done" : one.is_open ? " open" : " failed");
}

void compare_refunds(const std::string& order_id, const payment_line& theirs,
                     const payment_line& mine, std::vector<std::string>& found) {
    for (const auto& [batch, each] : theirs.refunds) {
        const auto here = mine.refunds.find(batch);
        if (here == mine.refunds.end())
            found.push_back(concat("refund ", batch, " of ", order_id, ": Baidu ", told(each),
                                   ", not in our ledger"));
        else if (!(here->second == each))
            found.push_back(concat("refund ", batch, " of ", order_id, ": Baidu ", told(each),
                                   ", our ledger ", told(here->second)));
    }
    for (const auto& [batch, each] : mine.refunds)
        if (!theirs.refunds.contains(batch))
            found.push_back(concat("refund ", batch, " of ", order_id, ": our ledger ", told(each),
                                   ", unknown to Baidu"));
}

void compare_takings(const std::string& order_id, const payment_line& theirs,
                     const payment_line& mine, std::vector<std::string>& found) {
    if (theirs.total != mine.total || theirs.cash != mine.cash)
        found.push_back(concat("payment ", order_id, ": Baidu took ", theirs.cash, " of ",
                               theirs.total, ", our ledger has ", mine.cash, " of ", mine.total));
    if (mine.reserved != mine.held())
        found.push_back(concat("payment ", order_id, ": ", mine.reserved, " reserved, ",
                               mine.held(), " held by its refunds"));
    if (mine.reserved != theirs.reserved)
        found.push_back(concat("payment ", order_id, ": ", mine.reserved, " reserved, ",
                               theirs.reserved, " refunded by Baidu"));
}

void compare(const std::string& order_id, const payment_line& theirs, const payment_line& mine,
             std::vector<std::string>& found) {
    if (theirs.tp_order_id != mine.tp_order_id)
        found.push_back(concat("payment ", order_id, ": Baidu has it of ", theirs.tp_order_id,
                               ", our ledger of ", mine.tp_order_id));
    compare_refunds(order_id, theirs, mine, found);
    if (mine.is_booked)
        compare_takings(order_id, theirs, mine, found);
    else if (theirs.reserved != theirs.total)
        found.push_back(concat("payment ", order_id, " of ", theirs.total, " is not booked, and ",
                               theirs.reserved, " went back"));
}

// An order is paid exactly when one of its payments is good, and of its amount.
void compare_orders(const local_system& system, const book& mine, std::vector<std::string>& found) {
    std::map<std::string, std::vector<int64_t>> good;  // totals
    for (const auto& [id, each] : mine)
        if (each.verdict == kGood) good[each.tp_order_id].push_back(each.total);
    sql db = database(system);
    for (const auto& row : db.query("select tp_order_id, state, total_amount from orders", "tii")) {
        std::vector<int64_t> due;
        if (row.number(1) == kPaid) due.push_back(row.number(2));
        if (good[row.text(0)] != due)
            found.push_back(concat("order ", row.text(0), " of ", row.number(2), " in state ",
                                   row.number(1), " has good payments of ",
                                   testing::PrintToString(good[row.text(0)])));
    }
}

}  // namespace

std::vector<std::string> differences(const local_system& system) {
    std::vector<std::string> found;
    const book mine = ours(system, found);
    const book theirs = baidus(system);
    for (const auto& [order_id, each] : theirs) {
        const auto here = mine.find(order_id);
        if (here != mine.end())
            compare(order_id, each, here->second, found);
        else if (each.reserved < each.total)
            found.push_back(concat("payment ", order_id, " is not in our ledger"));
    }
    for (const auto& [order_id, each] : mine)
        if (!theirs.contains(order_id))
            found.push_back(concat("payment ", order_id, " is unknown to Baidu"));
    compare_orders(system, mine, found);
    return found;
}

}  // namespace swan::e2e::soak
