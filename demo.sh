#!/usr/bin/env bash
# Shows Gantry at work on this machine: installs what it needs from Debian, builds, starts a daemon if none runs, makes
# base images from Debian's archive and runs containers from them. Can be run again and again, from any directory.
#   ./demo.sh          the demonstration
#   ./demo.sh --stop   puts everything back, but for Debian packages and the built program
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
gantry=$here/out/gantry
socket=/run/gantry.sock
data=/var/lib/gantry
run=/run/gantry
bridge=gantry0
log=/var/log/gantry-demo.log
pidfile=/run/gantry.pid
marker=/run/gantry-demo            # what this script began and has to end: one file for each
label=gantry.demo=1
port=18080
visits_port=80
unset DOCKER_HOST GANTRY_HOST DOCKER_CONTEXT
. "$here/scripts/packages.sh"

fail() { echo "demo.sh: $*" >&2; exit 1; }
say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
show() { printf '\n$ %s\n' "$*"; "$@"; }
answers() { [ -S $socket ] && "$gantry" -H unix://$socket version -f '{{.Server.Version}}' >/dev/null 2>&1; }
alive() { [ -n "${1:-}" ] && [ "$(readlink "/proc/$1/exe" 2>/dev/null)" = $marker/gantry ]; }

# until_true SECONDS COMMAND…: asks again until it succeeds
until_true() {
  local deadline=$((SECONDS + $1)); shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.1
  done
}

start_daemon() {
  [ -e $data ] || touch $marker/data
  [ -e $marker/ip_forward ] || cat /proc/sys/net/ipv4/ip_forward >$marker/ip_forward
  # A copy: a build must not replace the program of running containers' shims.
  install -m 755 "$gantry" $marker/gantry
  # The daemon makes docker0 only; a bridge of another name is its user's.
  ip link show $bridge >/dev/null 2>&1 || ip link add $bridge type bridge
  setsid $marker/gantry daemon --data-root $data --exec-root $run --pidfile $pidfile -H unix://$socket --bridge $bridge --cgroup-parent /gantry >>$log 2>&1 </dev/null &
  local pid=$!
  # Until the new process has become the daemon it is still this shell.
  begun() { alive $pid || [ ! -d /proc/$pid ]; }
  until_true 10 begun || true
  echo $pid >$marker/daemon
  ready() { answers || ! alive $pid; }
  until_true 30 ready && alive $pid && answers || { tail -5 $log >&2; fail "the daemon did not come up; its log is $log"; }
}

stop_daemon() {
  local pid=$1
  kill "$pid" 2>/dev/null || return 0
  gone() { ! alive "$pid"; }
  until_true 60 gone || fail "the daemon (process $pid) does not end; its log is $log"
}

stop() {
  [ -d $marker ] || { echo "nothing to put back"; return; }
  [ -x "$gantry" ] || gantry=$marker/gantry
  local pid; pid=$(cat $marker/daemon 2>/dev/null || true)
  if [ -n "$pid" ]; then
    # Containers outlive a daemon that was killed: one that knows them is needed to end them.
    if ! alive "$pid"; then answers || start_daemon; pid=$(cat $marker/daemon); fi
    visits down -v >/dev/null 2>&1 || true
    local all; all=$("$gantry" ps -aq)
    [ -z "$all" ] || "$gantry" rm -f $all >/dev/null
    stop_daemon "$pid"
    ip link delete $bridge 2>/dev/null || true
    [ ! -e $marker/ip_forward ] || cat $marker/ip_forward >/proc/sys/net/ipv4/ip_forward
    [ ! -e $marker/data ] || rm -rf $data
    rm -rf $run $socket $pidfile $log
    find /sys/fs/cgroup -mindepth 1 -maxdepth 3 -type d -name gantry -exec rmdir {} + 2>/dev/null || true
    echo "the daemon and its containers, images and network are gone"
  elif answers; then
    visits down -v --rmi local >/dev/null 2>&1 || true
    local ours; ours=$("$gantry" ps -aq --filter label=$label)
    [ -z "$ours" ] || "$gantry" rm -f $ours >/dev/null
    echo "the demonstration's containers are gone; the daemon was running before and runs on"
  fi
  rm -rf $marker
}

install_tools() {
  need debootstrap debootstrap
  need gpgv gpgv
  need ip iproute2
  need /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
  need '/usr/lib/*/libnftables.so.1' libnftables1
  install_missing
  # The base images are made from the archive this machine's apt knows.
  compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || refresh_lists
}

fetch() { # prints the body of http://127.0.0.1:PORT/
  { exec 3<>/dev/tcp/127.0.0.1/$1; } 2>/dev/null || return 1
  printf 'GET / HTTP/1.0\r\n\r\n' >&3
  sed '1,/^\r$/d' <&3
  exec 3<&-
}

served() { [ -n "$(fetch "$1")" ]; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
visits() { VISITS_PORT=$visits_port "$gantry" compose -f "$here/examples/visits/docker-compose.yml" "$@"; }

case ${1:-} in
  --stop) [ "$(id -u)" = 0 ] || fail "root is needed"; stop; exit ;;
  '') ;;
  *) fail "usage: ./demo.sh [--stop]" ;;
esac
[ "$(id -u)" = 0 ] || fail "root is needed: containers, mounts and networks are made"

say "What is needed"
install_tools
find_docker "$here/out/docker" # as proof that Gantry speaks its protocol
[ -n "$docker" ] || echo "Docker's client cannot be had from this machine's apt sources: going on without it"
"$here/build.sh"

say "The daemon"
mkdir -p $marker
if answers; then
  echo "one answers at $socket"
else
  start_daemon
  echo "started: process $(cat $marker/daemon), socket $socket, data $data, log $log"
fi
show "$gantry" version

say "Base images, from Debian's archive"
for image in debian:bookworm busybox:latest; do
  "$gantry" image inspect $image >/dev/null 2>&1 || show "$gantry" image bootstrap $image
done
show "$gantry" images

say "Containers"
show "$gantry" run --rm --label $label debian:bookworm cat /etc/os-release
show "$gantry" run --rm --label $label --memory 64m --cpus 0.5 --read-only debian:bookworm sh -c 'echo "process $$ of $(hostname)"; id'
show "$gantry" run --rm --label $label debian:bookworm apt-get update

say "A server, its port published"
"$gantry" rm -f demo-web >/dev/null 2>&1 || true
show "$gantry" run -d --name demo-web --label $label -p $port:80 busybox sh -c 'mkdir /www; echo "hello from $(hostname)" >/www/index.html; echo serving; exec httpd -f -p 80 -h /www'
until_true 15 served $port || fail "nothing is served at port $port"
printf '\n$ GET http://127.0.0.1:%s/\n' $port
fetch $port
show "$gantry" ps
show "$gantry" exec demo-web ps
show "$gantry" logs demo-web
show "$gantry" top demo-web

if [ -n "$docker" ]; then
  say "The same engine with Docker's own client ($("$docker" --version))"
  show "$docker" -H unix://$socket ps
  show "$docker" -H unix://$socket run --rm --label $label debian:bookworm sh -c 'echo "run by docker, kernel $(uname -r)"'
  show "$docker" -H unix://$socket exec demo-web hostname
  show "$docker" -H unix://$socket logs --tail 1 demo-web
fi
show "$gantry" stop -t 1 demo-web
show "$gantry" rm demo-web

# three_visits COMMAND…: brings the example up with it and looks at the page three times
three_visits() {
  show "$@" up -d
  until_true 30 listens $visits_port || fail "the page is not served at port $visits_port"
  for _ in 1 2 3; do printf '\n$ GET http://127.0.0.1:%s/\n' $visits_port; fetch $visits_port; done
  show "$@" ps
}

say "Several containers, one file: a page in Flask that counts its visits in Redis (examples/visits)"
visits down -v >/dev/null 2>&1 || true
if listens $visits_port; then
  visits_port=18081
  echo "port 80 is another's: the page is at $visits_port"
fi
cd "$here/examples/visits"
export VISITS_PORT=$visits_port
show "$gantry" compose build
three_visits "$gantry" compose
show "$gantry" compose down -t 1

if [ -n "$docker" ] && find_plugin compose "$here/out/compose"; then
  say "The same file with Docker's own Compose"
  DOCKER_HOST=unix://$socket three_visits "$here/out/compose/docker-compose"
  DOCKER_HOST=unix://$socket show "$here/out/compose/docker-compose" down -t 1
else
  echo "Docker's Compose cannot be had from this machine's apt sources: going on without it"
fi

cat <<EOF

Next, for example:
  $gantry run -it --rm debian:bookworm
  $gantry run -d --name web -p 8080:80 busybox httpd -f -p 80
  $gantry ps
  cd $here/examples/visits && $gantry compose up
  docker -H unix://$socket run --rm busybox echo hello
  $here/demo.sh --stop        puts everything back
EOF
