#!/usr/bin/env bash
# Runs a command on a PostgreSQL server of its own: in a temporary folder, on a spare loopback port, gone afterwards.
#   tests/postgresql.sh pytest tests/web
# It keeps nothing, so it never waits for the disk: what a power cut does to PostgreSQL is not looked at here.
# The server refuses to run as root, so there it runs as the account postgres that Debian's package makes.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then bin=$(dirname "$(command -v initdb || echo /missing/initdb)"); fi
[ -x "$bin/initdb" ] || { echo "PostgreSQL's server is missing; on Debian: apt-get install postgresql" >&2; exit 1; }

as=()
if [ "$(id -u)" -eq 0 ]; then as=(runuser -u postgres --); fi

folder=$(mktemp -d)
if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
stop() {
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}
trap stop EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
printf '%s\n' "$password" > "$folder/word"
chmod 600 "$folder/word"
if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder/word"; fi

cd /
"${as[@]}" "$bin/initdb" -D "$folder/data" -U fourfold -A scram-sha-256 --pwfile="$folder/word" -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
  "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60 \
   -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null \
  || { cat "$folder/log" >&2; exit 1; }
cd - >/dev/null

export FOURFOLD_DATABASE_URL="postgresql://fourfold:$password@127.0.0.1:$port/postgres"
"$@"
