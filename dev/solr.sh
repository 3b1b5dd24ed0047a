# shellcheck shell=bash
# One Solr core per CKAN version and purpose: each version wants the schema that comes with it. Sourced after lib.sh.

solr_admin() { http_get "http://127.0.0.1:$SOLR_PORT/solr/admin/cores?$1" >/dev/null; }

# ensure_core NAME: the core is there, with the schema of the CKAN installed in $VENV.
ensure_core() {
  local name=$1 core=$STATE/solr/home/$1 schema
  schema=$(find "$VENV"/lib/python3.*/site-packages/ckan/config/solr/schema.xml)
  cmp -s "$schema" "$core/conf/schema.xml" && cmp -s "$ROOT/dev/solr/solrconfig.xml" "$core/conf/solrconfig.xml" &&
    [ -f "$core/core.properties" ] && return
  # An index written under another schema is of no use.
  if [ -f "$core/core.properties" ]; then solr_admin "action=UNLOAD&core=$name&deleteInstanceDir=true"; fi
  rm -rf "$core"
  mkdir -p "$core/conf"
  cp "$schema" "$ROOT/dev/solr/solrconfig.xml" "$core/conf/"
  : >"$core/conf/protwords.txt"
  : >"$core/conf/synonyms.txt"
  solr_admin "action=CREATE&name=$name&instanceDir=$name" || die "Solr refused the core $name. Its log is $LOGS/solr.log"
}
