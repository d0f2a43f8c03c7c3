#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "bench/ceilings.h"
#include "bench/rows.h"
#include "bench/stage.h"

namespace swan::bench {

namespace {

// Nothing but what is measured: no customer's limit of unpaid orders.
constexpr int64_t kUsers = 64;
constexpr int64_t kCustomers = 100'000;
// More than any machine of today answers in a second.
constexpr int64_t kNotifiesASecond = 60'000;

auto always(const std::filesystem::path& requests) {
    return [requests](int) { return requests; };
}

row userinfo(const effort& how) {
    stage on({.key_bits = 1024});
    const auto requests = on.userinfo(kUsers);
    const ceilings above(on.system(), on.answer_to(requests));
    return measure({.name = "/auth/userinfo",
                    .worker = on.worker(),
                    .url = on.system().url(""),
                    .requests = always(requests),
                    .against = {{"nginx alone (a)", above.nginx()},
                                {"libfcgi, epoll (b)", above.loops(), 0.80},
                                {"libfcgi, 8 threads (d)", above.pool(), 1.8}}},
                   how);
}

// Every order that was answered is stored: what is fast must also be true.
void check_orders(stage& on, int64_t answered) {
    const int64_t stored = on.count("select count(*) from orders");
    if (stored < answered)
        throw std::runtime_error(concat(answered, " orders answered, ", stored, " stored"));
}

// Without `customers` as the Go demo's clients ask, else with an open_id of so many.
void gen(const std::string& name, int key_bits, int64_t customers,
         std::initializer_list<std::pair<int, std::optional<double>>> contests, const effort& how,
         results& all) {
    stage on({.key_bits = key_bits});
    const auto requests = on.gen(customers);
    const ceilings above(on.system(), on.answer_to(requests), on.own_key());
    for (const auto& [connections, target] : contests) {
        const int64_t before = on.count("select count(*) from orders");
        const row got = measure({.name = name,
                                 .worker = on.worker(),
                                 .url = on.system().url(""),
                                 .connections = connections,
                                 .requests = always(requests),
                                 .against = {{"epoll, signing (c)", above.loops(), target}}},
                                how);
        check_orders(on, before + int64_t(got.rate) * how.seconds * (how.rounds / 2));
        all.rows.push_back(got);
    }
}

row notify(int connections, const effort& how) {
    stage on({.key_bits = 1024});
    const ceilings above(on.system(), on.answer_to(on.notifies(1)));
    return measure({.name = "/pay/callback/succ",
                    .worker = on.worker(),
                    .url = on.system().url(""),
                    .connections = connections,
                    .requests = [&](int) { return on.notifies(kNotifiesASecond * how.seconds); },
                    .once = true,
                    .against = {{"libfcgi, epoll (b)", above.loops(), 0.60}}},
                   how);
}

}  // namespace

void measure_userinfo(const effort& how, results& all) { all.rows.push_back(userinfo(how)); }

void measure_gen(const effort& how, results& all) {
    gen("/pay/gen, RSA-1024", 1024, 0, {{32, 0.75}, {128, 0.80}}, how, all);
    gen("the same with open_id", 1024, kCustomers, {{32, {}}, {128, {}}}, how, all);
    gen("/pay/gen, RSA-2048", 2048, 0, {{32, 0.85}}, how, all);
}

void measure_notify(const effort& how, results& all) {
    for (const int connections : {32, 128}) all.rows.push_back(notify(connections, how));
}

}  // namespace swan::bench
