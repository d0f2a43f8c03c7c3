// /auth/login, /auth/userinfo, /auth/phone, /auth/unionid.
#pragma once

#include "app/services.h"
#include "app/session_cache.h"
#include "front/request.h"
#include "runtime/task.h"

namespace swan {

// One a loop.
class auth {
  public:
    explicit auth(const services& with) : with_(with) {}

    // The code of swan.getLoginCode for a session; its keys never leave the server.
    task<response> login(request& req);
    // Decrypts what swan.getUserInfo gave; the members that the Go demo promises are always there.
    task<response> userinfo(request& req);
    // Decrypts what getPhoneNumber gave.
    task<response> phone(request& req);
    // The user's id at all mini-programs of this developer, for the merchant's own servers.
    task<response> unionid(request& req);

  private:
    task<std::string> decrypted(request& req);

    services with_;
    session_cache sessions_{4096};
};

}  // namespace swan
