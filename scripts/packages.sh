# Debian packages for build.sh, demo.sh and test.sh, which source this file.
#   need THING PACKAGE     notes PACKAGE where THING (a program, or a file by its full path) is not there
#   install_missing        installs what was noted, all at once
#   find_docker DIRECTORY  sets $docker to Docker's own client; if the machine has none, the program is taken out of Debian's package
#                          into DIRECTORY, since installing the package would start Docker's daemon. Empty when it cannot be had.
#   find_plugin NAME DIRECTORY  puts Docker's plugin docker-NAME into DIRECTORY; fails when it cannot be had
missing=()

need() {
  case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac || missing+=("$2")
}

refresh_lists() {
  [ -n "${lists_fresh:-}" ] || apt-get update -qq >/dev/null || { echo "apt-get update failed" >&2; return 1; }
  lists_fresh=1
}

install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  local log; log=$(mktemp)
  echo "installing ${missing[*]}"
  { refresh_lists && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
    { cat "$log" >&2; rm -f "$log"; echo "cannot install ${missing[*]}" >&2; return 1; }
  rm -f "$log"
  missing=()
}

find_docker() {
  docker=$(command -v docker || true)
  [ -z "$docker" ] && [ -x "$1/docker" ] && docker=$1/docker
  [ -n "$docker" ] && return 0
  local work package
  refresh_lists || return 0
  work=$(mktemp -d)
  for package in docker-cli docker.io; do
    if (cd "$work" && apt-get -o APT::Sandbox::User=root download -qq $package >/dev/null 2>&1 && dpkg-deb -x ./*.deb x) &&
      "$work/x/usr/bin/docker" --version >/dev/null 2>&1; then
      mkdir -p "$1"
      install -m 755 "$work/x/usr/bin/docker" "$1/docker"
      docker=$1/docker
      break
    fi
    rm -rf "${work:?}"/*
  done
  rm -rf "$work"
}

find_plugin() {
  [ -x "$2/docker-$1" ] && return
  local work found; work=$(mktemp -d)
  refresh_lists && (cd "$work" && { apt-get -o APT::Sandbox::User=root download -qq "docker-$1/sid" >/dev/null 2>&1 ||
    apt-get -o APT::Sandbox::User=root download -qq "docker-$1" >/dev/null 2>&1; } && dpkg-deb -x ./*.deb x) || { rm -rf "$work"; return 1; }
  found=$(find "$work/x" -path "*/cli-plugins/docker-$1" | head -1)
  [ -z "$found" ] || { mkdir -p "$2" && cp "$found" "$2/"; }
  rm -rf "$work"
  [ -n "$found" ]
}
