#!/usr/bin/env bash
# registry.sh A B [ROUNDS [CLIENTS]]: pushes and pulls of many clients at once against two registries, A B A B …, and the ratios of the medians.
# A and B are programs: a gantry, or a docker-registry (Debian's package of the name). Each serves files in a fresh directory on a loopback port, in each round anew.
# LAYERS are the sizes of an image's layers in bytes. "alone" is what skopeo carries without a registry, from one folder to another: no registry makes it faster than that.
# Clients are skopeo, an image each, and curl, which costs little and so shows more of the registry. Memory is the registry's largest resident set of the round, and
# what it is five seconds later; CPU its seconds. This machine needs skopeo, curl 7.84 and python3.
set -euo pipefail
read -ra layers <<<"${LAYERS:-20000000 1000000 1000000 100000}"
a=${1:?usage: registry.sh A B [ROUNDS [CLIENTS]]} b=${2:?usage: registry.sh A B [ROUNDS [CLIENTS]]} rounds=${3:-5} clients=${4:-16}
port=15555 pid=
work=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
stop() { [ -z "$pid" ] || { kill "$pid" && wait "$pid" 2>/dev/null; } || true; pid=; rm -rf "$work/store"; }
trap 'stop; rm -rf "$work"' EXIT
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
now() { date +%s.%N; }

# An image for each client, as a folder skopeo reads. Nothing is compressed: the registry is what is measured.
python3 - "$work" "$clients" "${layers[@]}" <<'PY'
import hashlib, json, os, sys
work, clients, layers = sys.argv[1], int(sys.argv[2]), [int(size) for size in sys.argv[3:]]
def store(folder, data):
    name = hashlib.sha256(data).hexdigest()
    with open(f"{folder}/{name}", "wb") as file: file.write(data)
    return {"digest": "sha256:" + name, "size": len(data)}
for client in range(clients):
    folder = f"{work}/image{client}"
    os.mkdir(folder)
    parts = [store(folder, os.urandom(size)) for size in layers]
    config = store(folder, json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [part["digest"] for part in parts]}}).encode())
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
                "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **part} for part in parts]}
    with open(f"{folder}/manifest.json", "w") as file: json.dump(manifest, file)
    with open(f"{folder}/version", "w") as file: file.write("Directory Transport Version: 1.1\n")
PY
megabytes=$(cat "$work"/image*/* | wc -c | awk '{ print $1 / 1e6 }')

start() {
  "$(dirname "$0")/serve-registry.sh" "$1" "$work" $port & pid=$!
  until curl -sf http://127.0.0.1:$port/v2/ >/dev/null; do sleep 0.05; done
}

status() { awk -v name="$1:" '$1 == name { print $2 / 1000 }' "/proc/$pid/status"; }
seconds() { awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$pid/stat"; }
# What a step carries in megabytes a second, and what it costs the registry.
timed() { local kind=$1 from cpu; shift; cpu=$(seconds) from=$(now); "$@"; echo "$kind $(echo "$megabytes / ($(now) - $from)" | bc -l)"; echo "$kind-cpu $(echo "$(seconds) - $cpu" | bc -l)"; }
each() { local client pids=(); for ((client = 0; client < clients; client++)); do "$1" "$client" & pids+=($!); done; wait "${pids[@]}"; }
push() { skopeo copy -q --preserve-digests --dest-tls-verify=false "dir:$work/image$1" "docker://127.0.0.1:$port/bench/r$1:1"; }
pull() { skopeo copy -q --preserve-digests --src-tls-verify=false "docker://127.0.0.1:$port/bench/r$1:1" "dir:$work/back$1"; rm -rf "$work/back$1"; }
alone() { skopeo copy -q --preserve-digests "dir:$work/image$1" "dir:$work/back$1"; rm -rf "$work/back$1"; }
thin() { curl --no-progress-meter --fail-early -Z --parallel-max "$clients" -K "$1"; }
thin_push() {
  local blob locations=() count=0
  for blob in "$work"/image*/*[0-9a-f][0-9a-f][0-9a-f][0-9a-f]; do printf 'next\nsilent\nshow-error\nurl = "http://127.0.0.1:%s/v2/thin/blobs/uploads/"\nrequest = POST\nheader = "Content-Length: 0"\nwrite-out = "%%header{location}\\n"\n' $port; done | tail -n +2 >"$work/begin"
  mapfile -t locations < <(thin "$work/begin")
  for blob in "$work"/image*/*[0-9a-f][0-9a-f][0-9a-f][0-9a-f]; do
    local to=${locations[count++]}
    case $to in http*) ;; *) to=http://127.0.0.1:$port$to ;; esac
    case $to in *\?*) to="$to&" ;; *) to="$to?" ;; esac
    printf 'next\nsilent\nshow-error\nurl = "%sdigest=sha256:%s"\nupload-file = "%s"\nheader = "Expect:"\noutput = /dev/null\nfail\n' "$to" "$(basename "$blob")" "$blob"
  done | tail -n +2 >"$work/put"
  thin "$work/put"
}
thin_pull() {
  local blob
  for blob in "$work"/image*/*[0-9a-f][0-9a-f][0-9a-f][0-9a-f]; do printf 'next\nsilent\nshow-error\nurl = "http://127.0.0.1:%s/v2/thin/blobs/sha256:%s"\noutput = /dev/null\nfail\n' $port "$(basename "$blob")"; done | tail -n +2 >"$work/get"
  thin "$work/get"
}

memory() { echo "$1memory-peak $(status VmHWM)"; sleep 5; echo "$1memory-after $(status VmRSS)"; }

round() {
  start "$1"
  timed push each push
  timed pull each pull
  memory ''
  timed alone each alone
  stop
  start "$1"
  timed thin-push thin_push
  timed thin-pull thin_pull
  memory thin-
  stop
}

for ((turn = 0; turn < rounds; turn++)); do
  round "$a" >>"$work/a"
  round "$b" >>"$work/b"
done
printf '%d clients, %.0f MB in each step\n' "$clients" "$megabytes"
for kind in alone push pull thin-push thin-pull push-cpu pull-cpu thin-push-cpu thin-pull-cpu memory-peak memory-after thin-memory-peak thin-memory-after; do
  x=$(awk -v kind=$kind '$1 == kind { print $2 }' "$work/a" | median) y=$(awk -v kind=$kind '$1 == kind { print $2 }' "$work/b" | median)
  case $kind in *cpu) unit=s ;; *memory*) unit=MB ;; *) unit=MB/s ;; esac
  printf '%-17s A %8.1f %-5s B %8.1f %-5s A/B %.2f\n' $kind "$x" $unit "$y" $unit "$(echo "$x / ($y + 0.000001)" | bc -l)"
done
