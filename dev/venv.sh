#!/usr/bin/env bash
# Makes .dev/venv-<CKAN>: that CKAN, this extension (editable) and the test tools, at the versions of
# dev/constraints-<CKAN>.txt. Does nothing when what it was made from has not changed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

exec 9>"$STATE/venv-$CKAN.lock"
flock 9

python=$(find_python) || die "no Python >= 3.10 with venv was found"
constraints=dev/constraints-$CKAN.txt
made_from=$(cat "$constraints" setup.cfg setup.py <("$python" --version) <(say "$ROOT $CKAN_RELEASE") | cksum)
[ "$(cat "$VENV/made-from" 2>/dev/null)" = "$made_from" ] && exit

# pip brings an existing environment up to date much sooner than it fills a new one.
"$VENV/bin/python" -c '' 2>/dev/null || "$python" -m venv --clear "$VENV"
run_logged "installing CKAN $CKAN_RELEASE and the test tools" "venv-$CKAN" "$VENV/bin/python" -m pip install \
  --disable-pip-version-check --no-input --prefer-binary -c "$constraints" \
  "ckan[requirements]==$CKAN_RELEASE" setuptools -e '.[test]'
say "$made_from" >"$VENV/made-from"
