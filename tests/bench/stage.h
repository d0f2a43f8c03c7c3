// A local system made ready for loads: what its store holds, and files of requests that fit it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/config.h"
#include "base/crypto.h"
#include "e2e/running_system.h"
#include "service/store/sql.h"

namespace swan::bench {

class stage {
  public:
    explicit stage(const e2e::running_system::settings& how);

    const e2e::running_system& system() const { return system_; }
    pid_t worker() const { return system_.pid_of("worker"); }
    std::filesystem::path own_key() const;  // the merchant's, for ceiling (c)

    // The body that the worker answers to the first request of a file; throws std::runtime_error
    // when its code is not 0.
    std::string answer_to(const std::filesystem::path& requests) const;

    // Each stores what its requests need and gives their file.
    std::filesystem::path userinfo(int64_t users);  // 160 bytes of ciphertext
    std::filesystem::path gen(int64_t customers);   // goods_id, open_id
    std::filesystem::path login(const std::string& code_prefix) const;
    // `count` unpaid orders and the signed notify of the payment of each.
    std::filesystem::path notifies(int64_t count);

    // Rows until there are as many, for the curves of growth. The numbers of the orders are
    // order_number(0), order_number(1), ...
    void fill_sessions(int64_t until);
    void fill_orders(int64_t until);
    // Empties the log, which one transaction for them all leaves as long as the file; in a worker's
    // life, of small ones, it stays short.
    void settle();
    static std::string order_number(int64_t index);
    static std::string open_id(int64_t index);
    // A look at `count` of them, spread evenly: GET /pay/status, POST /auth/userinfo.
    std::filesystem::path status_of_filled(int64_t count);
    std::filesystem::path userinfo_of_filled(int64_t count);

    int64_t count(sql::literal select);  // of the store's rows

  private:
    std::filesystem::path requests_file(const std::string& name) const;
    std::string notify(int64_t index) const;
    template <class F>
    void insert_all(int64_t first, int64_t end, F insert);

    e2e::running_system system_;
    config settings_;
    crypto::rsa_private_key platform_;
    sql db_;
    int64_t app_;
    int64_t sessions_ = 0;
    int64_t orders_ = 0;
    int64_t notified_ = 0;
};

}  // namespace swan::bench
