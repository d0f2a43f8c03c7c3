// HTTP byte by byte over TCP: what no well-behaved client would send, and each header that came.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace swan::e2e {

struct raw_reply {
    int status = 0;                                            // 0: no HTTP answer came
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order
    std::string body;
    bool whole = false;  // its end came, not only the end of the connection

    // The first header of that name; empty when there is none.
    std::string header(std::string_view name) const;
    int count(std::string_view name) const;
};

// One connection to a port of this host.
class raw_connection {
  public:
    // Throws std::runtime_error when nobody listens.
    explicit raw_connection(int port);
    ~raw_connection();
    raw_connection(const raw_connection&) = delete;

    // False when the other side closed before it took all.
    bool send(std::string_view bytes);
    // Says that nothing more will come, as a client that closes its half does.
    void finish();
    // Goes away at once: the other side gets a reset.
    void reset();
    // All that comes until the other side closes; at most 20 s.
    std::string receive();
    // The final answer (not a 100 Continue), read to its end and no further.
    raw_reply receive_answer(bool to_head = false);
    // What comes until `part` has come, or the other side closes.
    std::string receive_until(std::string_view part);

  private:
    bool receive_some(std::string& into);
    int fd_;
};

struct raw_request {
    std::string method = "GET";
    std::string target;
    std::string body = {};
    std::vector<std::string> headers = {};  // "Name: value", instead of none
};

// The bytes of `what`, which asks to close the connection; Content-Length only with a body or POST.
std::string bytes_of(const raw_request& what);

// The answers in `bytes`, one after the other; of the last also half of it. `to_head`: the answer
// to a HEAD, which has no body whatever its headers say.
std::vector<raw_reply> replies_in(std::string_view bytes, bool to_head = false);

// Sends `bytes` on a connection of its own and gives the final answer.
raw_reply exchange(int port, std::string_view bytes, bool to_head = false);
raw_reply exchange(int port, const raw_request& what);

}  // namespace swan::e2e
