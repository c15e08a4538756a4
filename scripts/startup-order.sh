#!/usr/bin/env bash
# startup-order.sh: writes src/Gantry.Launcher/startup.order and src/Gantry.Cli/startup.order anew, the order in which the code of gantry-runtime and of gantry is laid
# out in their files: first what every start runs, then what a runtime runs to make a container; in gantry what clients and the daemon run in their everyday. What is
# used together lies together, so fewer pages are mapped and kept. The files need not be complete or new: a function that is not in one comes after the others, a name
# of none is passed over.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/packages.sh
command -v busybox >/dev/null || need busybox busybox-static
command -v python3 >/dev/null || need python3 python3
install_missing
./build.sh
gantry=$PWD/out/gantry runtime=$PWD/out/gantry-runtime
work=$(mktemp -d)
trap 'umount "$work/sealed" 2>/dev/null; rm -rf "$work"' EXIT

trace() { # trace PROJECT NAME COMMAND...
  local project=$1 name=$2
  shift 2
  mkdir -p "$work/$project"
  python3 scripts/startup-order.py "$work/$project/$name.order" "out/$(basename "src/$project"/bin/Release/net10.0/linux-x64/native/*.dbg .dbg)" \
    "src/$project"/bin/Release/net10.0/linux-x64/native/*.dbg "$@"
}

mkdir -p "$work"/bundle/rootfs/{bin,proc,dev,sys}
cp "$(command -v busybox)" "$work/bundle/rootfs/bin/busybox"
for name in sh true sleep; do ln -s busybox "$work/bundle/rootfs/bin/$name"; done
(cd "$work/bundle" && "$runtime" spec && sed -i 's/"terminal": true/"terminal": false/; s/"sh"/"true"/' config.json)

trace Gantry.Launcher 1-start "$runtime" --version
# It would lay its mapping over a sealed mount, without the marks. Through a mount that is read-only it is sealed already.
mkdir "$work/sealed"
mount -o bind,ro out "$work/sealed"
trace Gantry.Launcher 2-run "$work/sealed/gantry-runtime" --root "$work/state" run --bundle "$work/bundle" startup-order

export DOCKER_HOST=unix://$work/gantry.sock
trace Gantry.Cli 4-daemon unshare --net "$gantry" daemon --data-root "$work/data" --exec-root "$work/run" --pidfile "$work/pid" -H "$DOCKER_HOST" --cgroup-parent /startup-order &
daemon=$!
until "$gantry" version; do sleep 1; done >/dev/null 2>&1
tar -C "$work/bundle/rootfs" -c . | "$gantry" import - busybox
"$gantry" run --rm busybox true
"$gantry" run -d --name idle busybox sleep 1000
"$gantry" exec idle true
trace Gantry.Cli 3-client "$gantry" run --rm --network none busybox true
trace Gantry.Cli 3-list "$gantry" ps
"$gantry" rm --force idle
kill -TERM "$(cat "$work/pid")"
wait "$daemon"
rmdir /sys/fs/cgroup/*/startup-order 2>/dev/null || true

for project in Gantry.Launcher Gantry.Cli; do
  cat "$work/$project"/*.order | awk '!seen[$0]++' >"src/$project/startup.order"
  wc -l "src/$project/startup.order"
done
