// A Baidu for the bench: nginx over TLS and HTTP/2 that answers each login after 100 ms.
#pragma once

#include <filesystem>
#include <string>

namespace swan::bench {

class upstream {
  public:
    upstream();
    ~upstream();
    upstream(const upstream&) = delete;

    // The keys of server.json that lead to it.
    std::string server_json() const;

  private:
    std::filesystem::path folder_;
    std::string port_;
};

}  // namespace swan::bench
