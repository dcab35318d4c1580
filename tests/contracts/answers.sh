# What scripts of this folder ask with that keep each answer by itself; they set key, and source it.
# shellcheck shell=bash disable=SC2154
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ask() { curl -sS -H "Authorization: Bearer $key" "$@"; }

# has ANSWER PART...: every part is in the answer.
has() {
  local answer=$1 part
  shift
  for part in "$@"; do
    grep -qF -- "$part" <<<"$answer" || { printf 'No %s in: %s\n' "$part" "$answer" >&2; exit 1; }
  done
}
