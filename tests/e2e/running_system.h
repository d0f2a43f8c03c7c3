// A whole system: real nginx, spawn-fcgi, worker and sandbox, started by the same scripts as
// `make run`, in a folder and on ports of its own. Tests use local_system, which also looks for
// secrets in the logs; the bench, whose logs are long, uses this.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "http.h"

namespace swan::e2e {

class running_system {
  public:
    struct settings {
        int loops = 2;
        std::string api = "2.0";          // the generation of Baidu's API
        int key_bits = 2048;              // of the merchant's and the platform's RSA keys
        std::string server_json = "{}";   // keys that win over the generated server.json
        std::string sandbox_json = "{}";  // the same for sandbox.json
    };

    // Starts it; throws std::runtime_error with the script's output when it does not start.
    explicit running_system(const settings& how);
    running_system() : running_system(settings()) {}
    // Ends it and removes its folder; tells standard error what end() finds.
    ~running_system();
    running_system(const running_system&) = delete;

    // The merchant's side, through nginx. `path` with query.
    reply get(const std::string& path) const;
    reply post(const std::string& path, const std::string& body,
               const std::vector<std::string>& headers = {}) const;
    reply ask(const std::string& method, const std::string& path, const std::string& body = {},
              const std::vector<std::string>& headers = {}) const;

    // Baidu's side, through nginx. JSON body.
    reply sandbox_get(const std::string& path) const;
    reply sandbox_post(const std::string& path, const std::string& body) const;
    // Sets a fault: {"call":...}; throws when the sandbox refuses it.
    void fault(const std::string& json) const;
    void clear_faults() const { fault(R"({"clear":true})"); }

    // Steps of the main job; each throws std::runtime_error with the answer when it fails.
    std::string log_in(const std::string& open_id) const;           // gives the open_id
    json::document new_order(const std::string& query = "") const;  // the answer of /pay/gen
    // Pays it as the customer's phone does; gives tpOrderId. `query`: "&name=value", further
    // parameters of requestPolymerPayment.
    std::string pay(const json::document& order, const std::string& query = "") const;
    std::string paid_order() const { return pay(new_order()); }

    // Polls `condition` up to `seconds`; the last resort where nothing can be waited for.
    template <class F>
    static bool eventually(F condition, int seconds = 10);

    const std::filesystem::path& folder() const { return folder_; }
    std::string url(const std::string& path) const;
    int port() const { return port_; }
    int loops() const { return how_.loops; }
    int sandbox_port() const { return sandbox_port_; }

    // Process ids as the scripts recorded them: "worker", "sandbox", "nginx".
    pid_t pid_of(const std::string& name) const;
    void signal(const std::string& name, int number) const;
    // Ends one of them through stop.sh; all of them.
    void stop(const std::string& name) const;
    void stop() const { stop(""); }
    // Ends all, for good and once; the folder stays. Gives what went wrong.
    std::vector<std::string> end();
    // Ends all and starts them again with the same data.
    void restart();
    // The same; from now on these keys win over the generated server.json.
    void restart(const std::string& server_json);
    // From now on that process of ours is `name`, as if a script had started it.
    void adopt(const std::string& name, pid_t pid) const;
    // Waits until the worker itself answers through nginx.
    void await_worker() const;

    // All log files, joined.
    std::string logs() const;

    static std::filesystem::path project();  // its root
    static std::filesystem::path build();    // where the programs are

  protected:
    // What log_in() has used.
    const std::vector<std::string>& login_codes() const { return login_codes_; }

  private:
    std::string environment() const;
    void start() const;

    settings how_;
    bool ended_ = false;
    std::filesystem::path folder_;
    int port_ = 0;
    int sandbox_port_ = 0;
    mutable std::vector<std::string> login_codes_;
};

// A member of an answer's JSON by path, e.g. at(reply, "data.open_id"), as text (an object or
// array as JSON); empty when it is not there. A name that is a number picks an element.
std::string at(const std::string& json, const std::string& path);
inline std::string at(const reply& got, const std::string& path) { return at(got.body, path); }

// A port that nothing listens on just now.
int free_port();
// Runs a shell command and gives what it printed; throws std::runtime_error with that when it
// fails.
std::string run(const std::string& command);

void poll_pause();  // a tenth of a second between two looks

template <class F>
bool running_system::eventually(F condition, int seconds) {
    for (int left = 10 * seconds; left > 0; --left) {
        if (condition()) return true;
        poll_pause();
    }
    return condition();
}

}  // namespace swan::e2e
