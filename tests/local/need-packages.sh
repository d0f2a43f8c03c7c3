#!/usr/bin/env bash
# need-packages.sh NAME...: installs those of the named Debian packages that are missing; at once
# when none is.
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "not a Debian system: cannot check for $*" >&2
    exit 0
fi
have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
missing=()
for name in "$@"; do
    grep -qx "installed $name" <<<"$have" || missing+=("$name")
done
((${#missing[@]})) || exit 0

can_sudo() { # asks for a password only where somebody can type it
    command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }
}
as_root=()
if ((EUID)); then
    as_root=(sudo)
    if ! can_sudo; then
        echo "These Debian packages are missing, and only root can install them:" >&2
        echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
fi
echo "installing: ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
"${apt[@]}" update || echo "apt-get update failed; trying with the package lists there are" >&2
"${apt[@]}" install -y --no-install-recommends "${missing[@]}"

if [[ " ${missing[*]} " == *' nginx '* ]]; then
    echo "Note: nginx was not installed before. Debian starts its own site on port 80; swan-fcgi does"
    echo "not need it: 'systemctl disable --now nginx' ends it."
fi
