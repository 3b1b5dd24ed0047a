#!/usr/bin/env bash
# Ends the processes that this clone started and no others; with `clean`, removes all they left as well.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/dev/postgres.sh"

stopping=()
for file in "$PIDS"/*; do
  [ -e "$file" ] || continue
  name=${file##*/}
  # INT is PostgreSQL's fast shutdown: TERM would wait for every client to leave.
  if [ "$name" = postgres ]; then stop_daemon "$name" INT & else stop_daemon "$name" & fi
  stopping+=($!)
done
[ ${#stopping[@]} -gt 0 ] || say "nothing is running"
for job in "${stopping[@]}"; do wait "$job"; done

if [ "${1:-}" = clean ]; then
  rm -rf "$STATE" "$POSTGRES_ELSEWHERE"
  say "removed $STATE"
fi
