#include "sandbox/simulator.h"

#include "base/log.h"
#include "base/text.h"
#include "sandbox/open_api.h"
#include "sandbox/routes.h"

namespace swan::sandbox {

namespace {

// The most that a killed sandbox forgets.
constexpr std::chrono::milliseconds kSaveEvery{200};
constexpr std::chrono::minutes kForgetEvery{1};
// So long after its end a token is told from one that never was.
constexpr std::chrono::milliseconds kTellsExpired = std::chrono::hours(1);
constexpr int kMostCallbacks = 4096;  // under way at the same time

http_client::settings callback_settings() {
    http_client::settings how;
    how.connect_timeout = kAnswerDeadline;
    how.total_timeout = kAnswerDeadline;
    return how;
}

template <class Map>
std::vector<std::string> ended_before(const Map& all, int64_t then_ms) {
    std::vector<std::string> names;
    for (const auto& [name, one] : all)
        if (one.expires_ms <= then_ms) names.push_back(name);
    return names;
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
      router_(make_routes(side_), render_unknown_path) {
    archive_.load(known_);
}

void simulator::start() {
    courses_.resume();
    save_regularly();
    forget_what_is_over();
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

void simulator::forget_what_is_over() {
    for (const auto& code : ended_before(known_.codes(), now_ms())) known_.erase_code(code);
    const int64_t long_ago = now_ms() - kTellsExpired.count();
    for (const auto& token : ended_before(known_.tokens(), long_ago)) known_.erase_token(token);
    on_.call_after(kForgetEvery, [this] { forget_what_is_over(); });
}

}  // namespace swan::sandbox
