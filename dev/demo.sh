#!/usr/bin/env bash
# The demonstration portal: database, content, web server, worker, mail catcher. Run by `run.sh demo`, which has
# prepared the environment. Web server and worker start anew each time, so that they show the code as it is now.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

exec 9>"$STATE/demo.lock"
flock 9

stop_daemon web
stop_daemon worker
remember_port web 5000 1
remember_port mail $((20000 + $(clone_number) % 1000 * 10 + 3)) 10

if [ ! -s "$STATE/secret" ]; then
  (umask 077 && python -c 'import secrets; print(secrets.token_urlsafe(48))' >"$STATE/secret")
fi

SITE_URL=http://127.0.0.1:$WEB_PORT
SECRET=$(<"$STATE/secret")
export SITE_URL SECRET MAIL_PORT
(umask 077 && python - "$ROOT/dev/demo.ini.in" >"$CKAN_INI" <<'PYTHON'
import os, string, sys
# A % would be read as the ini file's own interpolation.
values = {name: value.replace("%", "%%") for name, value in os.environ.items()}
with open(sys.argv[1], encoding="utf-8") as template:
    sys.stdout.write(string.Template(template.read()).substitute(values))
PYTHON
)

daemon_alive mail || start_daemon mail python "$ROOT/dev/mail_catcher.py" "$MAIL_PORT" "$STATE/mail"
run_logged "bringing the database up to date" demo-database ckan db upgrade
start_daemon web ckan run --host 127.0.0.1 --port "$WEB_PORT" --disable-reloader --disable-debugger --threaded
start_daemon worker ckan jobs worker default opendatalab
run_logged "loading the demonstration's content" demo-content \
  bash -c 'ckan opendatalab demo load --password demonstration >"$0"' "$STATE/demo-content.txt"

# An index made anew (another CKAN schema, another core) knows nothing of what the database holds.
if http_get "$CKAN_SOLR_URL/select?q=site_id:$CKAN_SITE_ID&rows=0&wt=json" | grep -q '"numFound":0,'; then
  run_logged "indexing" demo-index ckan search-index rebuild
fi
wait_until 60 "the portal" web http_get "$SITE_URL/"

cat "$STATE/demo-content.txt"
say
say "The portal answers at  $SITE_URL   (CKAN $CKAN_RELEASE)"
say "  logs                 $LOGS/web.log  $LOGS/worker.log"
say "  mail it sends        $STATE/mail/"
say "  configuration        $CKAN_INI"
say "  to end it            make stop"
