#!/usr/bin/env bash
# Plants one fault after the other and expects rules.pl to find exactly that; and to be silent about
# what is allowed.
set -euo pipefail
rules=$(cd "$(dirname "$0")" && pwd)/rules.pl
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# plant FILE TEXT: the tree holds this file, named from src, alone.
plant() {
    rm -rf "$tree/src" "$tree/tests"
    mkdir -p "$tree/src/$(dirname "$1")"
    printf '%s\n' "$2" >"$tree/src/$1"
}
caught() { # FILE TEXT WHAT
    plant "$1" "$2"
    if out=$(perl "$rules" "$tree") || [[ $out != *"$3"* ]]; then
        echo "selftest: not caught in $1: $2 (said: $out)" >&2
        exit 1
    fi
}
allowed() { # FILE TEXT
    plant "$1" "$2"
    out=$(perl "$rules" "$tree") || {
        echo "selftest: wrongly refused in $1: $2 (said: $out)" >&2
        exit 1
    }
}

caught base/a.h '#include "runtime/loop.h"' 'base/ must not include runtime/'
caught runtime/a.h '#include "front/fcgi.h"' 'must not include'
caught service/http.h '#include "baidu/api.h"' 'must not include'
caught service/store/a.cpp '#include "app/order.h"' 'must not include'
caught front/a.cpp '#include "baidu/sign.h"' 'must not include'
caught sandbox/a.cpp '#include "app/order.h"' 'must not include'
caught app/a.cpp '#include "sandbox/state.h"' 'must not include'
caught main.cpp '#include "sandbox/state.h"' 'must not include'
caught app/a.cpp '#include "swanctl/doctor/doctor.h"' 'must not include'
caught swanctl/a.cpp '#include "sandbox/state.h"' 'must not include'
allowed swanctl/doctor/a.cpp '#include "app/order.h"'
caught base/a.cpp '#include "log.h"' 'from the root'
allowed app/a.cpp '#include "baidu/api.h"
#include "front/request.h"'
allowed base/a.cpp '// #include "app/order.h"'

caught app/a.cpp '#include <fcgiapp.h>' 'may include fcgiapp.h'
caught app/a.cpp '#  include <curl/curl.h>' 'may include curl'
caught app/a.cpp '#include <soci/soci.h>' 'may include soci'
caught service/store/a.cpp '#include <sqlite3.h>' 'may include sqlite3'
caught front/a.cpp '#include <rapidjson/reader.h>' 'may include rapidjson'
caught baidu/a.cpp '#include <openssl/evp.h>' 'may include openssl'
caught app/a.cpp '#include <spdlog/spdlog.h>' 'may include spdlog'
caught front/a.cpp '#include <prometheus/counter.h>' 'may include prometheus'
allowed base/crypto.cpp '#include <openssl/evp.h>'

caught app/a.cpp 'auto q = "SELECT 1 FROM t";' 'SQL outside'
caught app/a.cpp 'auto q = "UPDATE orders SET x = 1";' 'SQL outside'
for sql in 'select 1 from t' 'insert into t values (1)' 'insert or replace into t values (1)' \
    'update orders set x = 1' 'delete from t' 'create unique index i on t (a)' 'drop table t' \
    'pragma synchronous = full' 'begin immediate'; do
    caught app/a.cpp "auto q = \"$sql\";" 'SQL outside'
    caught sandbox/a.cpp "auto q = \"$sql\";" 'SQL outside'
    allowed service/store/a.cpp "auto q = \"$sql\";"
    allowed sandbox/archive.cpp "auto q = \"$sql\";"
done
allowed service/store/a.cpp 'auto q = "SELECT 1 FROM t";'
allowed app/a.cpp '// "SELECT 1"'
allowed app/a.cpp 'auto q = "UPDATE failed";'

for fault in 'if (co_await f(x)) g();' 'while (!co_await f(x)) g();' 'switch (co_await f(x)) {}' \
    'for (auto a : co_await f(x)) g();' 'auto a = c ? co_await f(x) : b;' \
    'auto a = g(co_await f(x), co_await f(y));' 'co_await f([] { return 1; });' \
    'co_await f({1, 2});' 'const auto a = co_await f(task{x});' \
    $'if (ready &&\n    co_await f(x)) g();' 'auto a = co_await f(x) ? b : c;'; do
    caught app/a.cpp "$fault" 'co_await outside the rule'
done
allowed app/a.cpp 'const auto a = co_await f(x);
if (a) { co_await g(a); }
co_return co_await h(a);
// if (co_await f(x))
log("if (co_await f(x))");'

for name in 'int _Count;' 'int __count;' 'int of__count;' '#define A__B'; do
    caught app/a.cpp "$name" 'a name that is reserved'
done
allowed app/a.cpp 'int of_count_ = __builtin_add_overflow(a, b, &c); // a__b
log("a__b"); _exit(1);'

# lines COUNT TEXT: the text that often.
lines() { for ((i = 0; i < $1; i++)); do printf '%s\n' "$2"; done; }
caught app/a.cpp "$(lines 301 '// a')" 'a file of more than 300 lines'
caught ../tests/app/a_test.cpp "$(lines 301 '// a')" 'a file of more than 300 lines'
allowed app/a.cpp "$(lines 300 '// a')"

caught app/a.cpp "void f(int a,
       int b) {
$(lines 38 '    g();')
}" 'a function of more than 40 lines'
caught app/a.h "class a {
  public:
    a(int b)
        : b_(b) {
$(lines 38 '        g();')
    }
};" 'a function of more than 40 lines'
allowed app/a.cpp "void f() {
$(lines 38 '    g();')
}"
allowed app/a.h "class a {
$(lines 60 '    void f();')
};
namespace {
$(lines 60 '')
}"

# Each way in which src names an alert, and the manual of it.
# shellcheck disable=SC2016 # these backticks are the manual's
manual() { # KIND...
    mkdir -p "$tree/deploy"
    {
        printf '%s\n' '| alert | means |' '|---|---|'
        printf '| `%s` | a |\n' "$@"
        printf '\n%s\n' '| setting |' '|---|' '| `none` |'
    } >"$tree/deploy/OPERATING.md"
}
for code in 'logging::alert("a_b", text);' 'co_await alert_once("a_b", text, paid);' \
    'return {.refuse = true, .alert = "a_b"};' 'effect.alert = fits ? kOther : "a_b";' \
    'constexpr std::string_view kOne = "a_b";
verdict f() { return {.alert = kOne}; }' \
    'const auto kind = late ? "a_b" : "c";
logging::alert(kind, concat("id=", id));' \
    'verdict undecided(int asked, std::string_view alert) { return {.alert = alert}; }
verdict g() { return undecided(1, "a_b"); }' \
    'std::string_view alert_of(int verdict) {
    return "a_b";
}'; do
    manual c other
    caught app/a.cpp "$code" 'does not tell of the alert a_b'
    manual a_b
    if [[ $code == *'"c"'* ]]; then manual a_b c; fi
    allowed app/a.cpp "$code"
done
manual a_b
allowed app/a.cpp 'logging::alert("a_b", failed ? "failed" : "running");'
manual a_b gone
caught app/a.cpp 'logging::alert("a_b", text);' 'there is no alert gone'
rm "$tree/deploy/OPERATING.md"

# What is counted from the start.
told='logging::alert("a_b", text);'
counted() { # KIND...
    plant app/alert_kinds.h "$(printf '    "%s",\n' "$@")"
    printf '%s\n' "$told" 'text(f(), "late");' >"$tree/src/app/a.cpp"
    out=$(perl "$rules" "$tree")
}
counted a_b || {
    echo "selftest: wrongly refused: $out" >&2
    exit 1
}
manual a_b
for kinds in late 'a_b gone'; do
    # shellcheck disable=SC2086 # several words
    if counted $kinds; then
        echo "selftest: not caught: $kinds" >&2
        exit 1
    fi
done
manual a_b late
if counted a_b || [[ $out != *'does not tell of the alert late'* ]]; then
    echo "selftest: not caught: an alert that only the manual tells of" >&2
    exit 1
fi

echo "lint rules: every planted fault was found"
