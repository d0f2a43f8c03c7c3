#include "service/store/names.h"

namespace swan {

// A value that is forgotten in one of these switches is a warning of the compiler's (-Wswitch).

std::string_view name_of(order::status state) {
    switch (state) {
        case order::status::created:
            return "created";
        case order::status::paid:
            return "paid";
        case order::status::closing:
            return "closing";
        case order::status::closed:
            return "closed";
    }
    return kUnknownName;
}

std::string_view name_of(payment::judgement verdict) {
    switch (verdict) {
        case payment::judgement::good:
            return "good";
        case payment::judgement::mismatch:
            return "mismatch";
        case payment::judgement::duplicate:
            return "duplicate";
        case payment::judgement::late:
            return "late";
        case payment::judgement::orphan:
            return "orphan";
    }
    return kUnknownName;
}

std::string_view name_of(refund::status state) {
    switch (state) {
        case refund::status::requested:
            return "requested";
        case refund::status::reserved:
            return "reserved";
        case refund::status::unverifying:
            return "unverifying";
        case refund::status::unverified:
            return "unverified";
        case refund::status::sent:
            return "sent";
        case refund::status::unknown:
            return "unknown";
        case refund::status::accepted:
            return "accepted";
        case refund::status::done:
            return "done";
        case refund::status::failed:
            return "failed";
    }
    return kUnknownName;
}

std::string_view name_of(refund::source origin) {
    switch (origin) {
        case refund::source::merchant:
            return "merchant";
        case refund::source::abnormal:
            return "abnormal";
        case refund::source::foreign:
            return "foreign";
    }
    return kUnknownName;
}

std::string_view name_of(job_kind kind) {
    switch (kind) {
        case job_kind::watch:
            return "watch";
        case job_kind::refund:
            return "refund";
        case job_kind::give_back:
            return "give_back";
        case job_kind::confirm:
            return "confirm";
        case job_kind::deliver:
            return "deliver";
        case job_kind::command:
            return "command";
        case job_kind::recover:
            return "recover";
        case job_kind::watch_anonymous:
            return "watch_anonymous";
    }
    return kUnknownName;
}

}  // namespace swan
