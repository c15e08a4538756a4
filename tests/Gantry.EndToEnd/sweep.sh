#!/usr/bin/env bash
# Removes what test runs that were cut off left behind: the engines, namespaces, links, tables, mounts, cgroups and
# folders named after a host (ge1, ge2 …) whose test process is gone. Runs that go on are left alone.
set -u
shopt -s nullglob
for ns in /run/netns/ge*; do
  name=${ns##*/}; name=${name%r}
  owner=/run/gantry-e2e.owner.$name
  [ -e "$owner" ] && kill -0 "$(cat "$owner")" 2>/dev/null && continue
  for group in /sys/fs/cgroup/gantry-e2e."$name"-* /sys/fs/cgroup/*/gantry-e2e."$name"-*; do
    find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -9 2>/dev/null
  done
  for pid in /proc/[0-9]*; do
    tr '\0' ' ' < "$pid/cmdline" 2>/dev/null | grep -qE "/gantry-e2e\.$name-[0-9]+[/ .]" && kill -9 "${pid##*/}" 2>/dev/null
  done
  awk '{print $5}' /proc/self/mountinfo | grep -E "/gantry-e2e\.$name-[0-9]+/" | sort -r | xargs -r -n1 umount -l
  for group in /sys/fs/cgroup/gantry-e2e."$name"-* /sys/fs/cgroup/*/gantry-e2e."$name"-*; do
    find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
  ip netns del "${name}r" 2>/dev/null; ip netns del "$name" 2>/dev/null
  ip link del "${name}u" 2>/dev/null; nft delete table ip "$name" 2>/dev/null
  rm -rf /var/tmp/gantry-e2e."$name"-* /run/gantry-e2e."$name"-* "$owner"
  echo "swept $name"
done
for folder in /var/tmp/gantry-e2e.runtime-*; do
  name=${folder##*/}; owner=${name#gantry-e2e.runtime-}; owner=${owner%-*}
  kill -0 "$owner" 2>/dev/null && continue
  for group in /sys/fs/cgroup/"$name" /sys/fs/cgroup/*/"$name"; do
    find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -9 2>/dev/null
    find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
  awk '{print $5}' /proc/self/mountinfo | grep -F "$folder/" | sort -r | xargs -r -n1 umount -l
  rm -rf "$folder"
  echo "swept $name"
done
