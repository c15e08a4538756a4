#!/usr/bin/env bash
# Passes the tests: installs what they need from Debian, builds, and runs every test project. Ends with one line:
# N passed, N failed, N skipped.   ./test.sh WORD… runs only projects whose name contains a word,
# ./test.sh machine the tests of control groups of version 2 in a virtual machine, and ./test.sh suites [DIRECTORY] the tests of
# docker-py and of Testcontainers for .NET: checkouts of theirs in DIRECTORY (docker-py, testcontainers-dotnet), else from GitHub.
set -uo pipefail
# A shell without job control starts what goes to the background deaf to interrupts, and everything below stays so: clients that a test interrupts too.
if grep -qE '^SigIgn:.*[2367abef]$' /proc/self/status; then exec env --default-signal=INT --default-signal=QUIT "$0" "$@"; fi
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cache=${GANTRY_E2E_CACHE:-/var/tmp/gantry-e2e}   # base images and client libraries, kept for the next run
in_machine='Gantry.Linux.Tests Gantry.Runtime.Tests Gantry.EndToEnd'   # what tests/vm/tests.sh runs
hang=5m                                          # a test that takes longer is ended and fails

give_up() { echo "test.sh: $*" >&2; echo "0 passed, 1 failed"; exit 1; }

prepare() {
  . scripts/packages.sh
  need /bin/busybox busybox-static
  need ip iproute2
  need nft nftables
  need '/usr/lib/*/libnftables.so.1' libnftables1
  need ps procps
  need gcc gcc
  need /usr/include/zlib.h zlib1g-dev
  need bzip2 bzip2
  need xz xz-utils
  need zstd zstd
  need curl curl
  need socat socat
  need ssh-add openssh-client
  need tini-static tini
  need debootstrap debootstrap
  need gpgv gpgv
  need /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
  need podman podman
  need skopeo skopeo
  need buildah buildah
  need /usr/lib/python3/dist-packages/docker/__init__.py python3-docker
  need /usr/bin/docker-compose docker-compose
  need node nodejs
  need '/usr/lib/*/libdevmapper.so.1.02.1' libdevmapper1.02.1
  need '/usr/lib/*/libseccomp.so.2' libseccomp2
  need iptables iptables
  need npm npm
  need chromium chromium
  install_missing || give_up "the tests' tools are not there"
  find_docker "$PWD/out/docker"
  [ -n "$docker" ] || give_up "Docker's client cannot be had from this machine's apt sources"
  export PATH=$PATH:$(dirname "$docker")
  find_reference
  find_registry
  for plugin in buildx compose; do
    find_plugin $plugin "$cache/$plugin" || give_up "Debian's docker-$plugin cannot be had from this machine's apt sources, or is too old to be the docker command's plugin"
  done
  for module in dockerode s3rver; do
    [ -e "$cache/node_modules/$module/package.json" ] && continue
    mkdir -p "$cache"
    npm install --silent --no-fund --no-audit --prefix "$cache" $module >/dev/null || give_up "npm cannot install $module"
  done
}

# A real Docker engine to exchange images with. Its programs are taken out of Debian's packages: installing these would start it.
find_reference() {
  export GANTRY_E2E_REFERENCE=${GANTRY_E2E_REFERENCE:-$cache/reference}
  [ -x "$GANTRY_E2E_REFERENCE/dockerd" ] && return
  local work; work=$(mktemp -d)
  refresh_lists && (cd "$work" && apt-get -o APT::Sandbox::User=root download -qq docker.io containerd runc >/dev/null &&
    for package in *.deb; do dpkg-deb -x "$package" x || exit; done) || give_up "Docker's engine cannot be had from this machine's apt sources"
  mkdir -p "$GANTRY_E2E_REFERENCE"
  cp "$work"/x/usr/sbin/{docker-proxy,runc} "$work"/x/usr/bin/{containerd,containerd-shim-runc-v2} "$work/x/usr/sbin/dockerd" "$GANTRY_E2E_REFERENCE/"
  rm -rf "$work"
}

# A registry to pull from, taken out of Debian's package likewise.
find_registry() {
  [ -x "$cache/registry/docker-registry" ] && return
  local work; work=$(mktemp -d)
  refresh_lists && (cd "$work" && apt-get -o APT::Sandbox::User=root download -qq docker-registry >/dev/null && dpkg-deb -x ./*.deb x) ||
    give_up "Debian's docker-registry cannot be had from this machine's apt sources"
  mkdir -p "$cache/registry"
  cp "$work/x/usr/bin/docker-registry" "$cache/registry/"
  rm -rf "$work"
}

# Docker's clients for builds and for projects of several containers are programs of their own; the newest that this machine's sources have.

wanted() { # wanted NAME WORD…
  local name=$1 word; shift
  [ $# -eq 0 ] && return 0
  for word in "$@"; do case $name in *"$word"*) return 0 ;; esac; done
  return 1
}

# Runs one project and adds its counts. A run that ends without counts is one failure.
run_project() {
  local project=$1 name
  name=$(basename "$project" .csproj)
  echo "== $name"
  dotnet build "$project" --nologo -v q >"$results/build.log" 2>&1 ||
    { grep -E 'error|warning' "$results/build.log" | sort -u | head -20; failed=$((failed + 1)); return; }
  dotnet test "$project" --no-build --nologo -v n --blame-hang-timeout $hang --blame-hang-dump-type none \
    --filter "Cgroups!=$other_version" --logger "trx;LogFileName=$name.trx" --results-directory "$results" >"$results/$name.log" 2>&1
  count "$name" $? "$results/$name.log"
}

# Adds the counts of the results NAME.trx of a run that ended with STATUS. Without counts it is one failure.
count() { # count NAME STATUS LOG
  local name=$1 status=$2 log=$3 counters p f total
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -1)
  number() { echo "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
  p=$(number passed) f=$(number failed) total=$(number total)
  if [ "${total:-0}" = 0 ]; then
    tail -30 "$log"
    echo "$name ran no test"
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + total - p - f))
  grep -o '<UnitTestResult [^>]*outcome="NotExecuted"' "$results/$name.trx" | sed 's/.*testName="\([^"]*\)".*/skipped \1/'
  if [ $status -ne 0 ]; then
    grep -vE '^(  Passed |\s*$)' "$log" | tail -150
    [ "$f" -gt 0 ] || failed=$((failed + 1))
  fi
}

# What concerns control groups of version 2 runs in a virtual machine whose kernel has nothing else, unless this machine's is such a one.
run_in_machine() {
  local log=$results/machine.log status project
  echo "== control groups of version 2, in a virtual machine"
  for project in $in_machine; do
    dotnet build "tests/$project" --nologo -v q >"$results/build.log" 2>&1 || { echo "$project does not build"; failed=$((failed + 1)); return; }
  done
  tests/vm/boot.sh --share "$results" --limit 1200 tests/vm/tests.sh "$results" >"$log" 2>&1
  status=$?
  if [ $status = 3 ]; then
    echo "skipped: $(tail -1 "$log")"
    skipped=$((skipped + 1))
    return
  fi
  for project in $in_machine; do
    count "machine.$project" 0 "$log"
  done
  [ $status = 0 ] || grep -vE '^(  Passed |\s*$)' "$log" | tail -150
  [ $status -lt 2 ] || failed=$((failed + 1))   # 1: tests failed, and are counted
}

# Other people's tests, against an engine of this checkout.
run_suites() { # run_suites [DIRECTORY]
  local suite source counts
  . tests/suites/host.sh
  open_host || { echo "the suites' engine does not start"; failed=$((failed + 1)); return; }
  for suite in docker-py testcontainers-dotnet; do
    echo "== $suite"
    source=${1:-$results}/$suite
    { [ -n "${1:-}" ] || tests/suites/sources.sh $suite "$source"; } && counts=$(tests/suites/tally.sh $suite "$source" "$socket,$host") || { failed=$((failed + 1)); continue; }
    echo "$counts"
    set -- "${1:-}" $counts
    passed=$((passed + $2)) failed=$((failed + $4)) skipped=$((skipped + $6))
  done
  close_host
}

prepare
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
[ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ] && other_version=1 || other_version=2
./build.sh || give_up "the program does not build"
export GANTRY_SHIM_HOST=$PWD/out/gantry-runtime
tests/Gantry.EndToEnd/sweep.sh
if [ "${1:-}" = suites ]; then
  run_suites "${2:+$(realpath "$2")}"
else
  for project in tests/*.Tests/*.csproj tests/Gantry.EndToEnd/*.csproj; do
    wanted "$(basename "$project" .csproj)" "$@" && run_project "$project"
  done
  [ $other_version = 2 ] && [ $# -gt 0 ] && wanted machine "$@" && run_in_machine   # where it is emulated, ten minutes
fi
left=$(tests/Gantry.EndToEnd/sweep.sh)
if [ -n "$left" ]; then
  echo "the tests left something behind: $left"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
