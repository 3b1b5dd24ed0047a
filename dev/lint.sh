#!/usr/bin/env bash
# Runs every check, also after one has failed, and ends with the list of results.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

bash dev/packages.sh
bash dev/venv.sh
export PATH=$VENV/bin:$PATH

failed=0
results=()
check() { # check NAME COMMAND...
  local name=$1 log=$LOGS/lint-${1// /-}.log
  shift
  if "$@" >"$log" 2>&1; then
    results+=("ok      $name")
  else
    failed=1
    results+=("FAILED  $name   ($log)")
    say "--- $name"
    tail -n 100 "$log"
  fi
}

check "ruff check" ruff check .
check "ruff format" ruff format --check .
check pyright pyright --pythonpath "$VENV/bin/python"
check "import contracts" lint-imports
check translations python dev/check_translations.py
check shell bash -c 'for script in dev/*.sh .ci/run; do bash -n "$script" || exit; done'

printf '%s\n' "${results[@]}"
exit "$failed"
