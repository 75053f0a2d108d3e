#!/usr/bin/env bash
# Holds the running service to its own OpenAPI description: schemathesis, all checks, 100 examples an operation, signed out and as administrator.
# Needs Python 3 with venv and a package index; run it from anywhere: bash tests/schemathesis.sh [report folder [options of schemathesis, such as --include-path-regex]]
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=4.32.5
EXAMPLES=${EXAMPLES:-100}
ADMIN_EMAIL=admin@example.cn
ADMIN_PASSWORD="only for this run, $RANDOM$RANDOM"
KEY="schemathesis-$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')"
work=$(mktemp -d)
chmod 755 "$work" # the embedded PostgreSQL runs as an account of its own
reports=${1:-$work/reports}
more=("${@:2}")
mkdir -p "$reports" "$work/data"
chmod 755 "$work/data"
server=''
clean() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$work"
}
trap clean EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check "schemathesis==$VERSION"

npm run -s generate
env PORT=0 HOST=127.0.0.1 DATA_DIR="$work/data" CONTENT_DIR=tests/fixtures/pages WATCH=off LOG_LEVEL=error BOOTSTRAP_API_KEY="$KEY" ADMIN_EMAIL="$ADMIN_EMAIL" ADMIN_PASSWORD="$ADMIN_PASSWORD" \
  REQUESTS_PER_MINUTE=1000000 KEY_REQUESTS_PER_MINUTE=1000000 node --import tsx server/main.ts >"$work/out" 2>"$reports/server.log" &
server=$!
url=''
for _ in $(seq 300); do
  url=$(grep -om1 'http://[0-9.:]*' "$work/out" || true)
  [ -z "$url" ] || break
  kill -0 "$server" || { cat "$reports/server.log"; exit 1; }
  sleep 0.2
done

# What a JSON schema cannot say. Where such a rule refuses data that fits the schema, 400 is a right answer too; every other
# check of these operations stands, and everywhere else data that fits the schema must be accepted.
cat >"$work/schemathesis.toml" <<'TOML'
# what is too large is refused before it is looked at
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429", "5xx"]

# `from` is not after `to`
[[operations]]
include-operation-id = ["getApiSearch", "getApiAudit"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "400"]

# a document that was taken down: 410 with the reason is what a valid request gets
[[operations]]
include-operation-id = ["getApiDocumentsId", "getApiDocumentsIdVersionsADiffB"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "410"]

# a reason without invisible characters (Unicode categories), judged after spaces around it are dropped
[[operations]]
include-operation-id = ["postApiDocumentsIdTakedown", "postApiDocumentsIdTakedownRequests", "postApiDocumentsIdTakedownRequestsRequestDecline"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "410", "400"]

# a name without invisible characters (Unicode categories), judged after spaces around it are dropped; the check digit of a credit code
[[operations]]
include-operation-id = ["postApiOrganisations", "patchApiOrganisationsId"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "400"]

# an address of mail, judged after spaces are dropped and letters made small; a role that this kind of organisation has
[[operations]]
include-operation-id = ["postApiOrganisationsIdInvitations"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "400"]

# an organisation that is registered, and named where the role needs one
[[operations]]
include-operation-id = ["postApiAccountsIdRoles"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "400"]

# scopes and an organisation that the owner's roles allow
[[operations]]
include-operation-id = ["postApiKeys"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "400"]

# a reason and a basis of two characters at least after spaces around them are dropped
[[operations]]
include-operation-id = ["postApiAccountsIdHolds"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "410", "400"]

# texts that are long enough after spaces around them are dropped; credit codes with their check digit; days in order; states, seats and
# ties between fields: what a move, an answer, a draw or a register asks for is judged by the feature, which answers 400 with every reason
[[operations]]
include-operation-id = ["postApiAssignments", "postApiAssignmentsIdDeclarationDecision", "postApiAssignmentsIdChallenges", "postApiAssignmentsIdRecusal", "postApiChallengesIdDecision", "postApiConsultationsIdComments", "postApiConflictsCheck", "postApiDraws", "postApiDrawsIdAbort", "postApiDrawsIdNonces", "postApiDrawsIdReveal", "postApiEnquiries", "putApiEnquiriesId", "postApiEnquiriesIdDecisions", "postApiEnquiriesIdMoves", "postApiExperts", "patchApiExpertsId", "patchApiAccountExpert", "postApiExpertsApplications", "postApiExpertsIdMoves", "postApiExpertsImport", "postApiInvitationsIdAnswer", "postApiMatch"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422", "400"]
TOML

run() { # name, more options
  local name=$1
  shift
  echo "== $name"
  "$work/venv/bin/schemathesis" --config-file "${CONFIG:-$work/schemathesis.toml}" run "$url/api/openapi.json" --checks all --max-examples "$EXAMPLES" --continue-on-failure --generation-database none --report json --report-json-path "$reports/$name.json" --no-color "$@" "${more[@]}"
}

# The administrator's browser: keys may not do what belongs to a person, such as giving consent.
sign_in() {
  local token
  token=$(curl -sf -c "$work/jar" "$url/sign-in" | grep -o 'name="form_token" value="[^"]*"' | head -1 | cut -d'"' -f4)
  curl -sf -b "$work/jar" -c "$work/jar" -o /dev/null --data-urlencode "form_token=$token" --data-urlencode "email=$ADMIN_EMAIL" --data-urlencode "password=$ADMIN_PASSWORD" "$url/sign-in"
  awk '$6 ~ /session_token/ { print $7 }' "$work/jar"
}

failed=0
run signed-out || failed=1
# Before the key, which may suspend the administrator; the administrator's own browser may not.
cookie=$(sign_in)
[ -n "$cookie" ] || { echo 'the administrator could not sign in'; exit 1; }
# As a setting and not as a header: a header would give way to the cookies that are made up.
printf '\n[auth.openapi.session]\napi_key = "%s"\n' "$cookie" | cat "$work/schemathesis.toml" - >"$work/browser.toml"
CONFIG="$work/browser.toml" run administrator-browser || failed=1
run administrator-key -H "Authorization: Bearer $KEY" || failed=1
curl -sf "$url/healthz" >/dev/null || { echo 'the service is not there any more'; failed=1; }
exit $failed
