#!/usr/bin/env bash
# Writes dev/constraints-<CKAN>.txt anew: the newest versions that setup.cfg and that CKAN allow together.
# Run by hand now and then (CKAN=2.11 bash dev/freeze.sh); read the diff and test before committing it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

fresh=$STATE/venv-freeze
# Debian's own Python, the oldest in use: some packages' newest versions ask for a later 3.11.x.
/usr/bin/python3.11 -m venv --clear "$fresh"
run_logged "resolving for CKAN $CKAN_RELEASE" "freeze-$CKAN" "$fresh/bin/python" -m pip install --no-input \
  --prefer-binary "ckan[requirements]==$CKAN_RELEASE" -e '.[test]'
"$fresh/bin/python" -m pip freeze --exclude-editable | sort -f >"dev/constraints-$CKAN.txt"
rm -rf "$fresh"
