#!/usr/bin/env bash
# Writes dev/constraints-<CKAN>.txt anew: the newest versions that setup.cfg and that CKAN allow together.
# Run by hand now and then (CKAN=2.11 bash dev/freeze.sh); read the diff and test before committing it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

fresh=$STATE/venv-freeze
"$(find_python)" -m venv --clear "$fresh"
run_logged "resolving for CKAN $CKAN_RELEASE" "freeze-$CKAN" "$fresh/bin/python" -m pip install --no-input \
  --prefer-binary "ckan[requirements]==$CKAN_RELEASE" -e '.[test]'
"$fresh/bin/python" -m pip freeze --exclude-editable >"dev/constraints-$CKAN.txt"
rm -rf "$fresh"
