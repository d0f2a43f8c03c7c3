// A request that waits in its handler.
#pragma once

#include <gtest/gtest.h>

#include "fcgi_client.h"
#include "fcgi_front.h"

namespace swan::test {

// From the moment it has arrived until let_go().
struct slow_request {
    waiting_room room;
    fcgi_front front{room.handler()};
    fcgi_client nginx{front.run().socket_path()};

    slow_request() {
        EXPECT_TRUE(nginx.send(fcgi_request(fcgi_request_line("GET", "/slow"))));
        room.await_arrival();
    }
    void let_go() { room.let_go(front.on()); }
};

}  // namespace swan::test
