// What Baidu does where its documents leave it open, or where it was seen to do otherwise.
#pragma once

namespace swan::sandbox {

struct habits {
    // A payment notify that was answered with an errno other than 0: is the money given back as of
    // an abnormal order? Else the notify is repeated.
    bool errno_refunds = false;
    // Is an answer isConsumed 2 kept? Else the order stays paid and not consumed.
    bool keeps_consumed = true;
};

}  // namespace swan::sandbox
