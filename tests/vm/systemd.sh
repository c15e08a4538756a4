#!/usr/bin/env bash
# Runs, on a machine whose control groups are of version 2 alone (boot.sh), containers whose control groups a real systemd makes, and fails where one is not as it was asked for.
#   tests/vm/systemd.sh GANTRY
# systemd is the first process of a pid namespace in a control group of its own, as in a container. The second half of this file is the service that it runs.
set -euo pipefail
gantry=$(realpath "${1:?usage: systemd.sh GANTRY}") self=$(realpath "${BASH_SOURCE[0]}")

if [ "${2:-}" != inside ]; then
  [ -x /lib/systemd/systemd ] || { echo "systemd.sh: no systemd here" >&2; exit 3; }
  group=/sys/fs/cgroup/gantry-systemd
  mkdir "$group"
  for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control; done
  # Only systemd itself is in the group: one that has members hands no controller down.
  exec unshare --pid --fork bash -c 'echo 0 >"$1/cgroup.procs"; exec unshare --cgroup --mount --mount-proc env container=gantry-test bash -c "
      umount -l /sys/fs/cgroup && mount -t cgroup2 cgroup /sys/fs/cgroup
      mount -t tmpfs -o mode=755 run /run
      mkdir -p /run/systemd/system
      printf \"[Unit]\nDefaultDependencies=no\nSuccessAction=exit\nFailureAction=exit\n[Service]\nType=oneshot\nStandardOutput=file:/dev/ttyS0\nStandardError=file:/dev/ttyS0\nExecStart=/bin/bash $2 $3 inside\n\" >/run/systemd/system/gantry-test.service
      exec /lib/systemd/systemd --system --unit=gantry-test.service --log-target=null --show-status=no"' - "$group" "$self" "$gantry"
fi

# What systemd runs.
work=$(mktemp -d /var/tmp/gantry-systemd.XXXXXX)
mkdir -p "$work/rootfs"/{bin,dev,proc,sys,tmp}
cp /bin/busybox "$work/rootfs/bin/"
ln -s busybox "$work/rootfs/bin/sleep"
cd "$work"
runtime() { "$gantry" runtime --root "$work/state" "$@"; }
failed=0
is() { # is WHAT EXPECTED FOUND
  if [ "$2" = "$3" ]; then echo "ok: $1"; else echo "NOT OK: $1: expected $2, found $3"; failed=1; fi
}
property() { systemctl show --value -p "$1" gantry-one.scope; }

runtime spec
python3 - <<'PY'
import json
spec = json.load(open("config.json"))
spec["process"].update(terminal=False, args=["/bin/sleep", "1000"])
spec["linux"]["cgroupsPath"] = "gantry-test.slice:gantry:one"
spec["linux"]["resources"] = {"memory": {"limit": 64 << 20, "reservation": 32 << 20}, "pids": {"limit": 20}, "cpu": {"shares": 512, "quota": 20000, "period": 100000, "cpus": "0"},
    "devices": [{"allow": False, "access": "rwm"}]}
spec["annotations"] = {"org.systemd.property.TimeoutStopUSec": "uint64 7000000"}
json.dump(spec, open("config.json", "w"))
PY
runtime --systemd-cgroup run --detach --pid-file pid one </dev/null >log 2>&1 || { cat log; exit 1; }
group=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$(cat pid)/cgroup")
is 'the unit' active "$(property ActiveState)"
is 'its slice' gantry-test.slice "$(property Slice)"
is 'its group' /sys/fs/cgroup/gantry.slice/gantry-test.slice/gantry-one.scope "$group"
is 'memory' "$((64 << 20)) $((64 << 20))" "$(property MemoryMax) $(cat "$group/memory.max")"
is 'reserved memory' "$((32 << 20)) $((32 << 20))" "$(property MemoryLow) $(cat "$group/memory.low")"
is 'tasks' '20 20' "$(property TasksMax) $(cat "$group/pids.max")"
is 'share of processors' "$(cat "$group/cpu.weight")" "$(property CPUWeight)"
is 'quota' '200ms 20000 100000' "$(property CPUQuotaPerSecUSec) $(cat "$group/cpu.max")"
is 'processors' '0 0' "$(property AllowedCPUs) $(cat "$group/cpuset.cpus")"
is 'a property of an annotation' 7s "$(property TimeoutStopUSec)"
is 'devices' strict "$(property DevicePolicy)"
runtime update --memory 96M --pids-limit 30 one
is 'updated memory' "$((96 << 20)) $((96 << 20))" "$(property MemoryMax) $(cat "$group/memory.max")"
is 'updated tasks' '30 30' "$(property TasksMax) $(cat "$group/pids.max")"
systemctl daemon-reload
is 'limits after a reload' "$((96 << 20)) 30 20000 100000" "$(cat "$group/memory.max" "$group/pids.max" "$group/cpu.max" | tr '\n' ' ' | sed 's/ $//')"
runtime pause one
is 'paused' 1 "$(sed -n 's/^frozen //p' "$group/cgroup.events")"
runtime resume one
runtime exec one /bin/busybox true && echo "ok: a further process"
runtime delete --force one
is 'the unit afterwards' inactive "$(property ActiveState)"
is 'the group afterwards' no "$([ -d "$group" ] && echo yes || echo no)"
cd /
rm -rf "$work"
exit $failed
