#!/bin/sh
# Looks whether a server and this machine are well: "vdb doctor" with the same options.
# Exit code: 0 no problem, 1 a problem, 2 wrong options.

self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
home=$(cd "$(dirname "$self")/.." > /dev/null && pwd -P) || exit 1

exec "$home/bin/vdb" doctor "$@"
