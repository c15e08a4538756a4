#!/bin/bash
# The first program of the virtual machine in its real root (boot.sh): sets up what a host has, runs the command, and turns the machine off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
exec </dev/null >/dev/ttyS0 2>&1
mount -t sysfs sys /sys
mount -t cgroup2 -o nsdelegate cgroup /sys/fs/cgroup
mount -t bpf bpf /sys/fs/bpf
mkdir -p /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o mode=620,ptmxmode=666,gid=5 devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t mqueue mqueue /dev/mqueue
ln -sf /proc/self/fd /dev/fd; ln -sf fd/0 /dev/stdin; ln -sf fd/1 /dev/stdout; ln -sf fd/2 /dev/stderr
for module in veth bridge br_netfilter nf_tables nft_chain_nat nft_nat nft_masq nft_ct nft_compat nf_conntrack_netlink xt_MASQUERADE loop tun fuse bfq macvlan dummy; do
  modprobe -q "$module" || echo "init: no module $module"
done
ip link set lo up
hostname vm
sysctl -q -w net.ipv4.ip_forward=1 vm.nr_hugepages=8 kernel.printk="3 4 1 3"
mkswap -q /dev/vdb >/dev/null && swapon /dev/vdb
mkdir -p /run/netns /run/lock

# Programs belong into a leaf: a group whose controllers are handed down may have no members (the root alone may).
setsid bash /run/control/command
echo $? >/run/control/status
sync -f /run/control/status
echo o >/proc/sysrq-trigger
sleep 60
