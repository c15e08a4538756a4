# host.sh, sourced: an engine of this checkout in a network namespace of its own, with a way to the outside, as the end-to-end tests make one.
#   open_host    starts it and gives it the image busybox; $socket and $host are its socket and its namespace
#   close_host   ends it and removes everything of it
# The names are the end-to-end tests', so that sweep.sh knows what a run that was cut off has left.
open_host() {
  local number
  for number in $(seq 250 -1 1); do ip netns add "ge$number" 2>/dev/null && break; done
  host=ge$number folder=/var/tmp/gantry-e2e.ge$number-0
  echo $$ >"/run/gantry-e2e.owner.$host"
  sysctl -qw net.ipv4.ip_forward=1
  ip netns exec "$host" sysctl -qw net.ipv4.ip_forward=1
  ip link add "${host}u" type veth peer name wan netns "$host"
  ip addr add "10.214.$number.1/24" dev "${host}u"
  ip link set "${host}u" up
  printf '%s\n' 'link set lo up' "addr add 10.214.$number.2/24 dev wan" 'link set wan up' "route add default via 10.214.$number.1" | ip -n "$host" -batch -
  nft -f - <<<"table ip $host { chain out { type nat hook postrouting priority 100; ip saddr 10.214.$number.0/24 oifname != \"${host}u\" masquerade; } }"
  mkdir -p "$folder"
  socket=$folder/sock
  setsid nsenter --net="/run/netns/$host" out/gantry daemon --data-root "$folder/data" --exec-root "/run/gantry-e2e.$host-0" --pidfile "/run/gantry-e2e.$host-0.pid" \
    -H "unix://$socket" --cgroup-parent "/gantry-e2e.$host-0" >"$folder/log" 2>&1 </dev/null &
  engine=$!
  until curl -sf --unix-socket "$socket" http://engine/_ping >/dev/null; do
    kill -0 $engine 2>/dev/null || { cat "$folder/log" >&2; return 1; }
    sleep 0.1
  done
  import_busybox
}

import_busybox() {
  local tree=$folder/busybox applet
  mkdir -p "$tree"/{bin,dev,etc,home,proc,root,sbin,sys,tmp,usr/bin,usr/sbin,var}
  chmod 1777 "$tree/tmp"
  cp /bin/busybox "$tree/bin/"
  for applet in $(/bin/busybox --list); do [ -e "$tree/bin/$applet" ] || ln -s busybox "$tree/bin/$applet"; done
  printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1:daemon:/usr/sbin:/bin/false nobody:x:65534:65534:nobody:/home:/bin/false >"$tree/etc/passwd"
  printf '%s\n' root:x:0: daemon:x:1: nogroup:x:65534: >"$tree/etc/group"
  tar -C "$tree" -c . | docker -H "unix://$socket" import -c 'CMD ["sh"]' -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - busybox >/dev/null
}

close_host() {
  kill "$(cat "/run/gantry-e2e.$host-0.pid")" 2>/dev/null
  wait $engine 2>/dev/null
  rm -f "/run/gantry-e2e.owner.$host"
  tests/Gantry.EndToEnd/sweep.sh >/dev/null
}
