# What scripts of this folder ask with; they set url and key, and source it.
# shellcheck shell=bash disable=SC2154
body=''

# ask STATUS METHOD PATH [JSON]: leaves the answer in $body.
ask() {
  local status="$1" method="$2" path="$3" answer
  shift 3
  local data=()
  if (($# > 0)); then data=(-H 'Content-Type: application/json' --data-binary "$1"); fi
  answer="$(curl -sS -w '\n%{http_code}' -X "$method" -H "Authorization: Bearer $key" "${data[@]}" "$url$path")"
  body="${answer%$'\n'*}"
  [[ "${answer##*$'\n'}" == "$status" ]] || fail "$method $path: ${answer##*$'\n'} instead of $status"
}

# has TEXT…: each stands in the answer.
has() {
  local text
  for text in "$@"; do grep -qF -- "$text" <<<"$body" || fail "the answer lacks $text"; done
}

fail() {
  printf 'FAILED: %s\n%s\n' "$1" "$body" >&2
  exit 1
}

# The text or the number that stands first under a name in the answer.
field() {
  [[ "$body" =~ \"$1\":\"?([^\",}]+) ]] || fail "the answer has no $1"
  printf '%s' "${BASH_REMATCH[1]}"
}
