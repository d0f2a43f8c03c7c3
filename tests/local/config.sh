# shellcheck shell=bash disable=SC2154  # root, base, sandbox: lib.sh
# The configuration of a local system: conf/, keys/ and sandbox.json in RUN_DIR. What is there is
# never overwritten, except the files that follow from others (ports, private keys), and those only
# while nobody has edited them.

random_text() { # of $1 letters and digits
    local text
    text=$(openssl rand -base64 $(($1 * 3)) | tr -dc 'A-Za-z0-9')
    echo "${text:0:$1}"
}
random_number() { # of $1 digits
    shuf -n 1 -i "$((10 ** ($1 - 1)))-$((10 ** $1 - 1))"
}

# fill FILE COMMAND...: makes RUN_DIR/FILE from the command's output unless it is there; whole or
# not at all.
fill() {
    local file=$RUN_DIR/$1
    shift
    [[ -s $file ]] && return
    "$@" >"$file.new" || die "cannot make $file ($1)"
    mv "$file.new" "$file"
}

# RUN_DIR/generated keeps the hash of RUN_DIR/$1 as we wrote it.
sum_of() { echo "$RUN_DIR/generated/${1//\//-}.sha256"; }
note() { (cd "$RUN_DIR" && sha256sum "$1") >"$(sum_of "$1")"; }
is_edited() {
    [[ -s $RUN_DIR/$1 ]] &&
        ! (cd "$RUN_DIR" && sha256sum --status -c "$(sum_of "$1")" 2>/dev/null)
}

# rewrite FILE COMMAND...: the same as fill, over what is there.
rewrite() {
    rm -f "$RUN_DIR/$1"
    fill "$@"
    note "$1"
}

# follow FILE COMMAND...: rewrites a file that is still as we wrote it.
follow() {
    if is_edited "$1"; then
        echo "$RUN_DIR/$1 was edited: left as it is (it may name ports)"
    else
        rewrite "$@"
    fi
}

# A worker in production refuses a key whose first line says this.
marked() {
    echo 'swan-sandbox: test key made by make run, never use it in production'
    "$@"
}
private_key() { marked openssl genrsa -traditional "${KEY_BITS:-2048}" 2>/dev/null; }
public_half() { marked public_of "$RUN_DIR/$1"; }

# Keys are PEM, or bare base64 as swan-fcgi takes it too. An empty password, so that nobody is asked.
public_of() { # the public key, PEM, of the private one in file $1
    openssl rsa -passin pass: -in "$1" -pubout 2>/dev/null ||
        base64 -di "$1" 2>/dev/null | openssl rsa -passin pass: -inform DER -pubout 2>/dev/null
}
public_in() { # the public key in file $1, PEM
    openssl rsa -pubin -in "$1" 2>/dev/null ||
        base64 -di "$1" 2>/dev/null | openssl rsa -pubin -inform DER 2>/dev/null
}

# half FILE PRIVATE: RUN_DIR/FILE holds the public half of the key in RUN_DIR/PRIVATE: made, and
# made anew when that is another key now. A file that does not fit and is not ours stops us.
half() {
    local file=$RUN_DIR/$1 public
    if ! public=$(public_of "$RUN_DIR/$2"); then
        # With both there it is for --check to say what it thinks of the private key.
        [[ -s $file ]] || die "cannot make $file: $RUN_DIR/$2 is no RSA private key"
    elif [[ -s $file && $(public_in "$file") == "$public" ]]; then
        if cmp -s "$file" <(public_half "$2"); then note "$1"; fi
    elif is_edited "$1"; then
        die "$file is not the public half of $RUN_DIR/$2, and not as make run wrote it:
put the right one there, or remove it, and it is made anew"
    else
        rewrite "$1" public_half "$2"
    fi
}

smart_app_json() {
    jq -n --arg app_key "$(random_text 32)" --arg secret_key "$(random_text 32)" \
        '{$app_key, $secret_key}'
}
pay_json() {
    jq -n --arg deal_id "$(random_number 10)" --arg app_key "MMM$(random_text 3)" \
        --arg app_id "$(random_number 5)" \
        '{$deal_id, $app_key, $app_id, order_title: "天鹅小店订单"}'
}
# conf/pay.json speaks the generation of Baidu's API that API names, 2.0 unless it is given. One
# that was edited is changed only for an API that is given.
choose_api() {
    local file=$RUN_DIR/conf/pay.json api=${API:-2.0}
    [[ $api == 1.0 || $api == 2.0 ]] || die "API=$api: it is 1.0 or 2.0"
    # What is no JSON object is the worker's to tell.
    [[ $(jq -r '.api // "2.0"' "$file" 2>/dev/null || echo "$api") != "$api" ]] || return 0
    if [[ -z ${API-} ]] && is_edited conf/pay.json; then return 0; fi
    jq --arg api "$api" '.api = $api' "$file" >"$file.new" || die "$file is no JSON"
    mv "$file.new" "$file"
    note conf/pay.json
}
goods_json() {
    jq -n '[{id: "tea", title: "高山乌龙茶 50 克", price: 1290, rows: [["规格", "50 克罐装"]]},
            {id: "postcard", title: "天鹅明信片", price: 100, rows: [["尺寸", "10 x 15 厘米"]]}]'
}
log_json() { jq -n '{file_path: "logs/swan.log", level: "info"}'; }

# SERVER_JSON_EXTRA and SANDBOX_JSON_EXTRA: JSON objects whose keys win, for tests.
server_json() {
    jq -n --arg sandbox "$sandbox" --arg loops "${SWAN_LOOPS-}" \
        --argjson extra "${SERVER_JSON_EXTRA:-"{}"}" \
        '{environment: "sandbox", upstream_base: $sandbox, store: "sqlite3:data/swan.db"}
         + (if $loops == "" then {} else {loops: ($loops | tonumber)} end) + $extra'
}
sandbox_json() {
    jq -n --arg base "$base" --arg time_scale "${TIME_SCALE-}" \
        --argjson extra "${SANDBOX_JSON_EXTRA:-"{}"}" \
        --slurpfile app "$RUN_DIR/conf/smart_app.json" --slurpfile pay "$RUN_DIR/conf/pay.json" \
        '{app_key: $app[0].app_key, secret_key: $app[0].secret_key,
          pay_app_key: $pay[0].app_key, pay_app_id: $pay[0].app_id, deal_id: $pay[0].deal_id,
          api: ($pay[0].api // "2.0"),
          merchant_public_key: "keys/merchant_rsa_public_key.pem",
          platform_private_key: "keys/platform_rsa_private_key.pem",
          notify_url: "\($base)/pay/callback/succ",
          refund_audit_url: "\($base)/pay/callback/refund_audit",
          refund_url: "\($base)/pay/callback/refund",
          store: "sqlite3:sandbox.db", log_file: "logs/sandbox.log"}
         + (if $time_scale == "" then {} else {time_scale: ($time_scale | tonumber)} end) + $extra'
}

# The worker's and the keys of both.
write_configuration() {
    mkdir -p "$RUN_DIR" # alone first: what is wrong with it is said once
    mkdir -p "$RUN_DIR"/{conf,keys,data,generated,logs,tmp}
    fill conf/self_rsa_private_key.pem private_key
    fill keys/platform_rsa_private_key.pem private_key
    half keys/merchant_rsa_public_key.pem conf/self_rsa_private_key.pem
    half conf/platform_rsa_public_key.pem keys/platform_rsa_private_key.pem
    fill conf/smart_app.json smart_app_json
    [[ -s $RUN_DIR/conf/pay.json ]] || rewrite conf/pay.json pay_json
    choose_api
    fill conf/goods.json goods_json
    fill conf/log.json log_json
    follow conf/server.json server_json
}

# The sandbox's, which repeats the worker's: once that is known to be good.
write_sandbox_configuration() {
    local given
    if is_edited conf/server.json; then
        given=$(jq -r '.upstream_base // ""' "$RUN_DIR/conf/server.json")
        [[ ${given%/} == @("$sandbox"|"http://localhost:$SANDBOX_PORT") ]] ||
            die "upstream_base in $RUN_DIR/conf/server.json, which was edited, is \"$given\", but this sandbox
is at $sandbox: write that there, or choose another port with SANDBOX_PORT=..."
    fi
    follow sandbox.json sandbox_json
}

# render FILE NAME: nginx/FILE as RUN_DIR/NAME. The two files that hosts include differ from the
# ones in nginx/ in nothing but the paths of the socket and of the logs.
render() {
    local user_line=''
    ((EUID)) || user_line='user root;'
    sed -e "s|unix:/run/swan-fcgi/swan.sock|\"unix:$RUN_DIR/swan.sock\"|" \
        -e 's|/var/log/nginx/swan-fcgi.log|logs/access.log|' \
        -e 's|/var/log/nginx/error.log|logs/nginx-error.log|' \
        -e "s|@USER_LINE@|$user_line|; s|@RUN_DIR@|$RUN_DIR|" \
        -e "s|@PORT@|$PORT|; s|@SANDBOX_PORT@|$SANDBOX_PORT|" "$root/nginx/$1" >"$RUN_DIR/$2"
    # A text that was worded anew in nginx/ would leave a real host's path here.
    ! grep -nE '^[^#]*(/run/swan-fcgi|/var/log/nginx|@[A-Z_]+@)' "$RUN_DIR/$2" >&2 ||
        die "nginx/$1: this is not rendered, see render in tests/local/config.sh"
}
