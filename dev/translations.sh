#!/usr/bin/env bash
# Brings the catalogues up to date with the code: template, .po (new texts come in empty, gone ones leave), .mo.
# Then translate what is empty in ckanext/opendatalab/i18n/fr and run it again; `make lint` says what is missing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

bash dev/venv.sh
export PATH=$VENV/bin:$PATH
for command in extract_messages update_catalog compile_catalog; do
  python setup.py -q "$command"
done
python dev/check_translations.py
