#!/usr/bin/env bash
# throughput.sh A B [ROUNDS [SECONDS]]: what two engines' networks carry, A B A B …, and the ratio of the medians (above 1: A carries more).
# A and B are sockets, for example unix:///run/gantry.sock; an engine in another network namespace is given as SOCKET,NAMESPACE.
# Both engines need the image debian:bookworm; this machine needs iperf3, wrk and python3. KINDS names what is measured, if not all of it.
set -euo pipefail
a=${1:?usage: throughput.sh A B [ROUNDS [SECONDS]]} b=${2:?usage: throughput.sh A B [ROUNDS [SECONDS]]} rounds=${3:-5} seconds=${4:-3}
work=$(mktemp -d)
dk() { DOCKER_HOST=${engine%,*} docker "$@"; }
host() { case $engine in *,*) nsenter --net="/run/netns/${engine#*,}" "$@" ;; *) "$@" ;; esac; }
inside() { nsenter --net="/proc/$(dk inspect -f '{{.State.Pid}}' "$1")/ns/net" "${@:2}"; }
clean() {
  local pid
  for pid in $(cat "$work/pids" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
  for engine in "$a" "$b"; do dk rm -f bench-one bench-two >/dev/null 2>&1 || true; dk network rm bench-through >/dev/null 2>&1 || true; done
  rm -rf "$work"
}
trap clean EXIT
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
address() { dk inspect -f '{{(index .NetworkSettings.Networks "bench-through").IPAddress}}' "$1"; }

for engine in "$a" "$b"; do
  dk network create bench-through >/dev/null
  dk run -d --name bench-one --network bench-through -p 5201:5201 -p 8080:8080 debian:bookworm sleep 3600 >/dev/null
  dk run -d --name bench-two --network bench-through debian:bookworm sleep 3600 >/dev/null
  (pid=$(dk inspect -f '{{.State.Pid}}' bench-one) && exec nsenter --net="/proc/$pid/ns/net" iperf3 -s >/dev/null) & echo $! >>"$work/pids"
  mkdir -p "$work/site"; head -c 1000 /dev/zero >"$work/site/index.html"
  (cd "$work/site" && pid=$(dk inspect -f '{{.State.Pid}}' bench-one) && exec nsenter --net="/proc/$pid/ns/net" python3 -c '
import asyncio
body = open("index.html", "rb").read()
reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
class Server(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data): self.transport.write(reply * data.count(b"\r\n\r\n"))
async def main():
    async with await asyncio.get_running_loop().create_server(Server, "0.0.0.0", 8080) as server: await server.serve_forever()
asyncio.run(main())') & echo $! >>"$work/pids"
  until inside bench-one ss -ltnH 'sport = :8080' | grep -q . && inside bench-one ss -ltnH 'sport = :5201' | grep -q .; do sleep 0.1; done
done

gigabits() { "$@" -t "$seconds" -J | python3 -c 'import json, sys; print(round(json.load(sys.stdin)["end"]["sum_received"]["bits_per_second"] / 1e9, 2))'; }
requests() { "$@" | awk '/Requests\/sec/ { print $2 }'; }
between() { gigabits inside bench-two iperf3 -c "$(address bench-one)"; }
to_host() { gigabits host iperf3 -c "$(address bench-one)"; }
from_container() { gigabits host iperf3 -R -c "$(address bench-one)"; }
published() { gigabits host iperf3 -c "$(host hostname -I | awk '{ print $1 }')"; }
loopback() { gigabits host iperf3 -c 127.0.0.1; }
outside() { case $engine in *,*) gigabits iperf3 -c "$(host ip -4 -o addr show scope global | awk '!/ (br-|docker)/ { split($4, a, "/"); print a[1]; exit }')" ;; *) echo 0 ;; esac; }
web() { requests host wrk -t 1 -c 16 -d "$seconds" http://127.0.0.1:8080/; }

for kind in ${KINDS:-between to_host from_container published loopback outside web}; do
  : >"$work/a"; : >"$work/b"
  for ((round = 0; round < rounds; round++)); do
    engine=$a; "$kind" >>"$work/a"
    engine=$b; "$kind" >>"$work/b"
  done
  x=$(median <"$work/a") y=$(median <"$work/b")
  printf '%-16s A %10s   B %10s   A/B %s\n' "$kind" "$x" "$y" "$(echo "scale=3; $x / ($y + 0.0001)" | bc)"
done
