#!/usr/bin/env bash
# images.sh A B REGISTRY [ROUNDS]: how two engines move images, A B A B …, the ratio of the medians and of the daemons' peak memory (below 1: A is better).
# A and B are sockets, as SOCKET,NAMESPACE where the engine is in another network namespace. REGISTRY is a program, a gantry or a docker-registry: a fresh one serves each
# engine, on its own loopback. Memory is the largest sum of what the daemon and its containerd hold, each at its peak of the operation. ROOT names a tar archive of a
# root file system for `import`, KINDS what is measured, if not all of it. This machine needs docker, curl, ss and python3.
set -euo pipefail
a=${1:?usage: images.sh A B REGISTRY [ROUNDS]} b=${2:?usage: images.sh A B REGISTRY [ROUNDS]} registry=${3:?usage: images.sh A B REGISTRY [ROUNDS]} rounds=${4:-5}
here=$(dirname "$(readlink -f "$0")") port=15556 root=${ROOT:-/var/tmp/base-images/debian.tar}
work=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
dk() { DOCKER_HOST=unix://${engine%,*} docker "$@"; }
# The words before a command that put it on the engine's loopback; a process started in the background with them has the id bash tells.
there() { case $engine in *,*) echo "nsenter --net=/run/netns/${engine#*,}" ;; esac; }
inside() { $(there) "$@"; }
name() { [ "$engine" = "$a" ] && echo a || echo b; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
clean() {
  local pid
  for pid in "$work"/*.pid; do kill "$(cat "$pid")" 2>/dev/null || true; done
  for engine in "$a" "$b"; do forget || true; done
  rm -rf "$work"
}
trap clean EXIT

# A registry at an engine's loopback: `source` keeps the images to pull, `sink` is fresh for each push.
serve() { # serve NAME PORT
  [ ! -e "$work/$(name)-$1.pid" ] || { kill "$(cat "$work/$(name)-$1.pid")"; rm -rf "$work/$(name)-$1"; }
  until ! inside curl -s "http://127.0.0.1:$2/v2/" >/dev/null; do sleep 0.05; done
  $(there) "$here/serve-registry.sh" "$registry" "$work/$(name)-$1" "$2" & echo $! >"$work/$(name)-$1.pid"
  until inside curl -sf "http://127.0.0.1:$2/v2/" >/dev/null; do sleep 0.05; done
}

# Who listens at an engine's socket, and the containerd it started.
daemons() {
  local pid
  pid=$(python3 -c 'import socket, struct, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
print(struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])' "${engine%,*}")
  echo "$pid"; pgrep -P "$pid" -x containerd || true
}
reset_peak() { local pid; for pid in $(daemons); do echo 5 >"/proc/$pid/clear_refs"; done; }
peak() { local pid; for pid in $(daemons); do awk '$1 == "VmHWM:" { print $2 / 1000 }' "/proc/$pid/status"; done | awk '{ sum += $1 } END { print sum }'; }

# `large` is 200 MB in six gzip layers, of files that halve; `many` is sixty layers of one small file each.
make_images() {
  python3 - "$work" <<'PY'
import gzip, hashlib, io, json, os, sys, tarfile
work = sys.argv[1]
def store(folder, data):
    name = hashlib.sha256(data).hexdigest()
    with open(f"{folder}/{name}", "wb") as file: file.write(data)
    return {"digest": "sha256:" + name, "size": len(data)}
def image(name, layers):
    folder = f"{work}/{name}"
    os.mkdir(folder)
    parts, ids = [], []
    for files in layers:
        plain = io.BytesIO()
        with tarfile.open(fileobj=plain, mode="w") as tar:
            for path, data in files:
                entry = tarfile.TarInfo(path); entry.size = len(data); tar.addfile(entry, io.BytesIO(data))
        ids.append("sha256:" + hashlib.sha256(plain.getvalue()).hexdigest())
        parts.append({"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **store(folder, gzip.compress(plain.getvalue(), 6, mtime=0))})
    config = {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["true"]}, "rootfs": {"type": "layers", "diff_ids": ids}, "history": [{"created_by": "bench"}] * len(ids)}
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **store(folder, json.dumps(config).encode())}, "layers": parts}
    with open(f"{folder}/manifest.json", "w") as file: json.dump(manifest, file)
    with open(f"{folder}/version", "w") as file: file.write("Directory Transport Version: 1.1\n")
def halving(size): return b"".join(os.urandom(512) + bytes([i % 251]) * 512 for i in range(size // 1024))
image("large", [[(f"usr/{layer}/{i}", halving(330_000)) for i in range(200)] for layer in range(6)])
image("many", [[(f"small/{layer}", halving(20_000))] for layer in range(60)])
PY
}

source_of() { echo "127.0.0.1:$port/bench/$1:1"; }
forget() { dk rmi -f "$(source_of large)" "$(source_of many)" bench-import:1 bench-plain:1 127.0.0.1:$((port + 1))/sink:1 >/dev/null 2>&1; }

before_pull() { dk rmi -f "$(source_of "$1")" >/dev/null 2>&1 || true; }
have() { dk image inspect "$1" >/dev/null 2>&1; }
prepare() { # what a kind needs and nobody counts
  forget || true
  case $1 in
    push | save | load*) dk pull -q "$(source_of large)" >/dev/null ;;&
    push-plain) dk import "$root" bench-plain:1 >/dev/null; dk tag bench-plain:1 127.0.0.1:$((port + 1))/sink:1 ;;
    push) dk tag "$(source_of large)" 127.0.0.1:$((port + 1))/sink:1 ;;
    load*) dk save -o "$work/$(name).tar" "$(source_of large)" ;;
  esac
}
ready() { # before each turn
  case $1 in
    pull) before_pull large ;;
    pull-many) before_pull many ;;
    push*) serve sink $((port + 1)) ;;
    load) before_pull large ;;
    import) dk rmi -f bench-import:1 >/dev/null 2>&1 || true ;;
  esac
}
work_of() {
  case $1 in
    pull) dk pull -q "$(source_of large)" ;;
    pull-many) dk pull -q "$(source_of many)" ;;
    push*) dk push -q 127.0.0.1:$((port + 1))/sink:1 ;;
    save) dk save -o "$work/saved.tar" "$(source_of large)" ;;
    load | load-again) dk load -q -i "$work/$(name).tar" ;;
    import) dk import "$root" bench-import:1 ;;
  esac >/dev/null
}
turn() { # turn KIND: seconds and megabytes
  ready "$1"
  sync
  reset_peak
  local from=${EPOCHREALTIME/./}
  work_of "$1"
  echo "$(((${EPOCHREALTIME/./} - from) / 1000)) $(peak)"
}

make_images
for engine in "$a" "$b"; do
  serve source $port
  for image in large many; do inside skopeo copy -q --preserve-digests --dest-tls-verify=false "dir:$work/$image" "docker://$(source_of $image)"; done
done
for kind in ${KINDS:-pull pull-many push push-plain save load load-again import}; do
  for engine in "$a" "$b"; do prepare "$kind"; turn "$kind" >/dev/null; : >"$work/$(name)"; done
  for ((round = 0; round < rounds; round++)); do
    for engine in "$a" "$b"; do turn "$kind" >>"$work/$(name)"; done
  done
  for column in 1 2; do
    x=$(awk -v c=$column '{ print $c }' "$work/a" | if [ $column = 1 ]; then median; else sort -n | tail -1; fi)
    y=$(awk -v c=$column '{ print $c }' "$work/b" | if [ $column = 1 ]; then median; else sort -n | tail -1; fi)
    printf '%-12s %-6s A %8.0f   B %8.0f %s   A/B %s\n' "$kind" $([ $column = 1 ] && echo time || echo memory) "$x" "$y" $([ $column = 1 ] && echo ms || echo MB) "$(echo "scale=2; $x / $y" | bc)"
  done
done
