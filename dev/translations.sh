#!/usr/bin/env bash
# Brings the catalogues up to date with the code: template, .po (new texts come in empty, gone ones leave), .mo.
# Then translate what is empty in ckanext/opendatalab/i18n/fr and run it again; `make lint` says what is missing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

bash dev/venv.sh
export PATH=$VENV/bin:$PATH
python setup.py -q extract_messages
python setup.py -q update_catalog --width 100
python setup.py -q compile_catalog
python dev/check_translations.py
