#include "sandbox/simulator.h"

#include "base/log.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/routes.h"

namespace swan::sandbox {

namespace {

// The most that a killed sandbox forgets.
constexpr std::chrono::milliseconds kSaveEvery{200};
constexpr std::chrono::minutes kForgetEvery{1};
constexpr int kMostCallbacks = 4096;  // under way at the same time

http_client::settings callback_settings() {
    http_client::settings how;
    how.connect_timeout = kAnswerDeadline;
    how.total_timeout = kAnswerDeadline;
    return how;
}

}  // namespace

int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

simulator::simulator(const settings& how, loop& on)
    : on_(on),
      archive_(how.store),
      limit_(kMostCallbacks),
      http_(on, callback_settings(), limit_),
      courses_(how, on, http_, known_, faults_),
      side_{how, on, known_, faults_, courses_},
      router_(make_routes(side_), render_sandbox) {
    archive_.load(known_);
}

void simulator::start() {
    courses_.resume();
    save_regularly();
    forget_old_codes();
}

void simulator::save() {
    try {
        archive_.save(known_);
    } catch (const sql_error& wrong) {
        logging::error(concat("sandbox state not saved: ", wrong.what()));
    }
}

void simulator::save_regularly() {
    save();
    on_.call_after(kSaveEvery, [this] { save_regularly(); });
}

void simulator::forget_old_codes() {
    std::vector<std::string> old;
    for (const auto& [code, one] : known_.codes())
        if (one.expires_ms <= now_ms()) old.push_back(code);
    for (const auto& code : old) known_.erase_code(code);
    on_.call_after(kForgetEvery, [this] { forget_old_codes(); });
}

}  // namespace swan::sandbox
