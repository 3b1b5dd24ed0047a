# shellcheck shell=bash
# Where the private PostgreSQL cluster is and how to speak to it. Sourced after lib.sh, never run.

# The newest installed version; Debian keeps the servers' programs out of the PATH.
POSTGRES_BIN=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)

# PostgreSQL refuses to run as root, and its user may be unable to enter the current folder.
as_postgres=()
if [ "$(id -u)" -eq 0 ]; then
  as_postgres=(env --chdir=/ setpriv --reuid=postgres --regid=postgres --init-groups)
fi

# The cluster's place when the user `postgres` cannot reach the clone (a temporary folder of root's).
POSTGRES_ELSEWHERE=/var/tmp/ckanext-opendatalab-$(clone_number)

# Prints the cluster's folder, creating an empty one at first.
postgres_folder() {
  local folder=$STATE/postgres
  if [ "$(id -u)" -eq 0 ]; then
    if ! "${as_postgres[@]}" test -x "$STATE" 2>/dev/null; then
      folder=$POSTGRES_ELSEWHERE
      # One that a deleted clone left behind at this path holds another portal's data.
      [ -e "$STATE/postgres-is-elsewhere" ] || rm -rf "$folder"
      touch "$STATE/postgres-is-elsewhere"
    fi
    # No -p: in /var/tmp somebody else could have made it.
    [ -d "$folder" ] || mkdir -m 700 "$folder"
    [ "$(stat -c %U "$folder")" = postgres ] || chown postgres: "$folder"
  else
    mkdir -p "$folder"
  fi
  printf '%s\n' "$folder"
}

psql_admin() {
  "$POSTGRES_BIN/psql" -qAtX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U postgres -d postgres "$@"
}
