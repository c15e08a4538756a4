#!/bin/sh
set -e
[ "$1" = serve ] && set -- echo "prepared, then" "$@"
exec "$@"
