# shellcheck shell=bash
# What the scripts of dev/ share: where things are, messages, ports, and processes that go on in the background.
# Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
STATE=$ROOT/.dev
LOGS=$STATE/log
PIDS=$STATE/pid
export CKAN=${CKAN:-2.12}
VENV=$STATE/venv-$CKAN
export LANG=${LANG:-C.UTF-8}

mkdir -p "$LOGS" "$PIDS"

say() { printf '%s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

case $CKAN in
  2.12) CKAN_RELEASE=2.12.0 ;;
  2.11) CKAN_RELEASE=2.11.6 ;;
  *) die "CKAN=$CKAN is not supported: 2.12 (the default) or 2.11" ;;
esac

# The clone's path in a few characters: tells two clones on one machine apart.
clone_number() { printf '%s' "$ROOT" | cksum | cut -d' ' -f1; }

# run_logged LABEL LOG COMMAND...: its output goes to .dev/log/LOG.log; a sign of life every 5 s, then every 10 s;
# when it fails, the end of the log and its name.
run_logged() {
  local label=$1 log=$LOGS/$2.log status=0 ticker
  shift 2
  say "$label"
  tick "$label" & ticker=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  [ "$status" -eq 0 ] && return
  tail -n 20 "$log" >&2
  die "failed: $label. The whole log is $log"
}

tick() {
  local start=$SECONDS pause=5 silence
  # Not `sleep`: as a process of its own it would outlive this one and hold the terminal or the pipe.
  exec {silence}<> <(:)
  while ! read -r -t "$pause" -u "$silence" _ && kill -0 $$ 2>/dev/null; do
    say "  ... $1 ($((SECONDS - start)) s)"
    pause=10
  done
}

# wait_until SECONDS LABEL DAEMON COMMAND...: until the command succeeds; gives up at once when the daemon has ended.
wait_until() {
  local deadline=$((SECONDS + $1)) label=$2 daemon=$3 shown=$SECONDS
  shift 3
  until "$@" >/dev/null 2>&1; do
    daemon_alive "$daemon" || die "$label has ended. Its log is $LOGS/$daemon.log"
    [ "$SECONDS" -lt "$deadline" ] || die "$label does not answer. Its log is $LOGS/$daemon.log"
    if [ $((SECONDS - shown)) -ge 5 ]; then shown=$SECONDS; say "  ... waiting for $label"; fi
    sleep 0.1
  done
}

# --- background processes -------------------------------------------------------------------------------------------
# .dev/pid/NAME holds the process id and its start time, so that a number given to another program later is not ours.

process_start() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # The program's name may hold spaces; after its closing parenthesis come the state (1st) and the start time (20th).
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [ "$1" != Z ] && printf '%s\n' "${20}"
}

daemon_alive() {
  local pid start
  [ -f "$PIDS/$1" ] && read -r pid start <"$PIDS/$1" && [ "$(process_start "$pid")" = "$start" ]
}

# start_daemon NAME COMMAND...: detached from the terminal and from our locks; its output goes to .dev/log/NAME.log.
start_daemon() {
  local name=$1 pid
  shift
  ( cd / && exec setsid "$@" >"$LOGS/$name.log" 2>&1 </dev/null 8>&- 9>&- ) &
  pid=$!
  printf '%s %s\n' "$pid" "$(process_start "$pid")" >"$PIDS/$name"
}

stop_daemon() {
  local name=$1 signal=${2:-TERM} pid start tries
  if daemon_alive "$name"; then
    read -r pid start <"$PIDS/$name"
    kill -s "$signal" "$pid"
    for tries in $(seq 1 150); do
      daemon_alive "$name" || break
      [ "$tries" -ne 100 ] || kill -s KILL "$pid"
      sleep 0.1
    done
    say "stopped $name"
  fi
  rm -f "$PIDS/$name"
}

# --- ports ----------------------------------------------------------------------------------------------------------

load_ports() {
  # shellcheck disable=SC1091
  if [ -f "$STATE/ports.env" ]; then . "$STATE/ports.env"; fi
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# remember_port DAEMON FIRST STEP: sets DAEMON_PORT. The remembered port stays while it is ours or free.
remember_port() {
  local variable=${1^^}_PORT daemon=$1 port=$2 step=$3
  load_ports
  if [ -n "${!variable:-}" ]; then
    if daemon_alive "$daemon" || port_is_free "${!variable}"; then return; fi
  fi
  until port_is_free "$port"; do port=$((port + step)); done
  printf -v "$variable" %s "$port"
  { [ ! -f "$STATE/ports.env" ] || sed "/^$variable=/d" "$STATE/ports.env"; say "$variable=$port"; } >"$STATE/ports.new"
  mv "$STATE/ports.new" "$STATE/ports.env"
}

# --- small tools ----------------------------------------------------------------------------------------------------

# The first Python that CKAN can use. A pyenv shim may exist and refuse to run: only running it tells.
find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.10 python3 /usr/bin/python3; do
    if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# http_get URL: prints the body; fails unless the answer is a success. curl may be absent, Python is not.
http_get() {
  python3 -I -c '
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.stdout.write(opener.open(sys.argv[1], timeout=60).read().decode("utf-8", "replace"))' "$1"
}
