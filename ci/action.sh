#!/usr/bin/env bash
# What the steps of action.yml do: one word says which.
#
#   install    find, download or build it     → binary
#   baseline   fetch what is compared         → against, base
#   run        compare, annotate, report      → exit-code, findings
#   verdict    fail, if the run did
#
# Inputs come in variables (PROTOWARD_…), never in the text of a script. Outputs go to $GITHUB_OUTPUT. Runs with the bash
# of macOS, too, which is 3.2.
set -euo pipefail

say() { printf '%s\n' "$*"; }

# For a value in a workflow command: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '%s' "$text"
}

fail() {
  say "::error title=protoward::$(escaped "$*")"
  exit 1
}

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/stdout}"; }

# The version, which protoward prints to stderr: stdout has that of the protoc that it stands for.
version() { { "$1" --version >/dev/null; } 2>&1; }

install() {
  local wanted=${PROTOWARD_VERSION:-} binary=${PROTOWARD_BINARY:-} found
  wanted=${wanted#v}
  if [ -n "$binary" ]; then
    [ -x "$binary" ] || fail "the input \`binary\` names \`$binary\`, which is not a program"
  elif binary=$(command -v protoward) && found=$(version "$binary") && [ "${wanted:-${found##* }}" = "${found##* }" ]; then
    :
  else
    binary=$(temporary)/protoward/bin/$(program)
    # What the cache brought back is neither downloaded nor built again.
    [ -x "$binary" ] || download "${wanted:-$(released)}" "$binary" || build "$wanted" "$binary"
  fi
  found=$(version "$binary")
  say "protoward ${found##* }, $binary"
  output binary "$binary"
}

# The version that this action is, if it is used by the tag of a release.
released() {
  case ${PROTOWARD_REF:-} in v[0-9]*.[0-9]*.[0-9]*) printf '%s' "${PROTOWARD_REF#v}" ;; esac
}

# The shells of Git for Windows, MSYS2 and Cygwin.
is_windows() {
  case $(uname -s) in MINGW*_NT* | CLANG*_NT* | UCRT*_NT* | MSYS_NT* | CYGWIN_NT*) ;; *) return 1 ;; esac
}

program() { if is_windows; then say protoward.exe; else say protoward; fi; }

# A folder for files of this job, as a path that both shells and programs of Windows read.
temporary() {
  local folder=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
  if is_windows && command -v cygpath >/dev/null; then cygpath -m "$folder"; else say "$folder"; fi
}

# The platform of this runner, as releases name it.
platform() {
  if is_windows; then
    # On ARM, the shell may be emulated, and then tells the machine in the name of the system only.
    case $(uname -s)-$(uname -m)-${RUNNER_ARCH:-} in
      *-ARM64* | *-arm64* | *-aarch64*) say aarch64-pc-windows-msvc ;;
      *-x86_64-*) say x86_64-pc-windows-msvc ;;
      *) return 1 ;;
    esac
    return
  fi
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) say x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) say aarch64-unknown-linux-musl ;;
    Darwin-x86_64) say x86_64-apple-darwin ;;
    Darwin-arm64) say aarch64-apple-darwin ;;
    *) return 1 ;;
  esac
}

# Downloads the program of a release, and checks it. Returns 1 if there is none. A file whose checksum is not that of the release
# is not installed.
download() {
  local version=$1 binary=$2 target name from folder sum archive
  [ -n "$version" ] && target=$(platform) && command -v curl >/dev/null || return 1
  from=${PROTOWARD_RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/${PROTOWARD_REPOSITORY:-}/releases/download}/v$version
  name=protoward-$version-$target
  archive=$name.$(if is_windows; then say zip; else say tar.gz; fi)
  folder=$(dirname "$(dirname "$binary")")/download
  mkdir -p "$folder" "$(dirname "$binary")"
  curl --fail --silent --location --retry 3 --output "$folder/SHA256SUMS" "$from/SHA256SUMS" &&
    curl --fail --silent --location --retry 3 --output "$folder/$archive" "$from/$archive" || return 1
  sum=$(checksum "$folder/$archive")
  grep -qxF "$sum  $archive" "$folder/SHA256SUMS" ||
    fail "the checksum of $from/$archive is $sum, which is not that of the release: nothing was installed"
  if is_windows; then unzip -q "$folder/$archive" -d "$folder"; else tar -xzf "$folder/$archive" -C "$folder"; fi
  mv "$folder/$name/$(program)" "$binary"
  rm -r "$folder"
}

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d ' ' -f 1
}

# Builds a release of the registry, or what this action was checked out with.
build() {
  local root
  root=$(dirname "$(dirname "$2")")
  command -v cargo >/dev/null || fail "there is no protoward on this runner, no release for it, and no cargo to build it with"
  if [ -n "$1" ]; then
    cargo install --locked --root "$root" --version "$1" protoward
  else
    cargo install --locked --root "$root" --path "${GITHUB_ACTION_PATH:-$(dirname "$0")/..}"
  fi
}

is_commit() { git rev-parse --quiet --verify "$1^{commit}" >/dev/null 2>&1; }

is_shallow() { [ "$(git rev-parse --is-shallow-repository)" = true ]; }

# Gets what is missing of a shallow clone, a step at a time, until it is there or there is no more.
deepen_until() {
  local depth
  for depth in 50 500 5000; do
    if "$@"; then return 0; fi
    is_shallow || return 1
    git fetch --quiet --no-tags --deepen="$depth" origin || return 1
  done
  if "$@"; then return 0; fi
  git fetch --quiet --no-tags --unshallow origin && "$@"
}

# Succeeds if the merge bases are certain: none of the commits since them has parents that this clone lacks.
have_merge_bases() {
  local bases
  bases=$(git merge-base --all HEAD "$1" 2>/dev/null) || return 1
  is_shallow || return 0
  # shellcheck disable=SC2086 # several commits
  ! git rev-list HEAD "$1" --not $bases | grep -qxFf "$(git rev-parse --git-path shallow)"
}

# One reference of the origin. `--depth` would make a shallow clone of a whole one.
fetch() {
  if is_shallow; then
    git fetch --quiet --no-tags --depth=1 origin "$1"
  else
    git fetch --quiet --no-tags origin "$1"
  fi
}

# Fetches the newest commits that HEAD and a branch of the origin share: what was merged there since is nobody's fault here. There
# are several after criss-cross merges.
fetch_merge_base() {
  fetch "+refs/heads/$1:refs/remotes/origin/$1" || fail "cannot fetch the branch \`$1\` from \`origin\`"
  deepen_until have_merge_bases "origin/$1" || fail "HEAD and \`origin/$1\` have no commit in common"
}

# The whole history, with all branches and tags.
fetch_everything() {
  local unshallow=
  if is_shallow; then unshallow=--unshallow; fi
  git fetch --quiet --force --tags ${unshallow:+"$unshallow"} origin '+refs/heads/*:refs/remotes/origin/*' ||
    fail "cannot fetch the history from \`origin\`"
}

# A configuration with `against` may name any version.
fetch_configured() {
  if git grep --quiet --word-regexp against -- '*protoward.toml'; then fetch_everything; fi
}

# What the input `against` says is used as it is. A revision that is not there is fetched; where that fails, protoward says
# why, in better words.
use_given() {
  local revision
  case $against in
    merge-base:*)
      revision=${against#merge-base:}
      fetch_merge_base "${revision#origin/}"
      against=merge-base:origin/${revision#origin/}
      ;;
    tags:*) fetch_everything ;;
    git:*)
      revision=${against#git:}
      is_commit "$revision" || fetch_revision "$revision" || true
      ;;
  esac
}

fetch_revision() {
  case $1 in
    HEAD* | *'~'* | *'^'*) deepen_until is_commit "$1" ;;
    origin/*) fetch "+refs/heads/${1#origin/}:refs/remotes/$1" ;;
    *)
      fetch "refs/tags/$1:refs/tags/$1" 2>/dev/null ||
        fetch "+refs/heads/$1:refs/heads/$1" 2>/dev/null ||
        fetch "$1"
      ;;
  esac
}

# Fetches what protoward needs to compare, which never fetches itself. protoward and its configuration choose the versions, unless
# the input `against` does.
baseline() {
  local against=${PROTOWARD_AGAINST:-}
  case $against in
    '') fetch_configured; fetch_for_event ;;
    merge-base) fetch_for_event ;;
    *) use_given ;;
  esac
  say "compared with: ${against:-what the configuration names, or else what the event says}"
  output against "$against"
}

fetch_for_event() {
  local base=${PROTOWARD_BASE:-} queue=${PROTOWARD_QUEUE_BASE:-}
  if [ -n "$base" ]; then
    fetch_merge_base "$base"
  elif [ -n "$queue" ]; then
    is_commit "$queue" || fetch "$queue" || fail "cannot fetch the base \`$queue\` of the merge queue from \`origin\`"
  else
    fetch_for_push
  fi
}

# The commit before a push, and for a branch other than the default branch also the merge bases with that one: a failed run must not
# hide a change from the next one.
fetch_for_push() {
  local before=${PROTOWARD_BEFORE:-} default=${PROTOWARD_DEFAULT_BRANCH:-}
  if [ "$default" = "${GITHUB_REF_NAME:-}" ]; then default=; fi
  if [ -z "${before//0/}" ]; then
    if [ -n "$default" ]; then
      fetch_merge_base "$default"
    elif ! deepen_until is_commit HEAD~1 && is_shallow; then
      fail "cannot fetch the commit before this one from \`origin\`"
    fi
  elif is_commit "$before" || fetch "$before"; then
    # A branch without a commit of the default branch is compared with the commit before alone.
    if [ -n "$default" ]; then (fetch_merge_base "$default") >/dev/null || true; fi
  elif [ -n "$default" ]; then
    # A commit that the push replaced may be gone.
    fetch_merge_base "$default"
    output base "$default"
  else
    fail "cannot fetch the commit \`$before\` before the push from \`origin\`; the input \`against\` names another one"
  fi
}

run() {
  local args=("${PROTOWARD_COMMAND:-breaking}" "${PROTOWARD_INPUT:-.}") word code=0 format=github-actions
  if [ -n "${PROTOWARD_AGAINST:-}" ]; then args+=(--against "$PROTOWARD_AGAINST"); fi
  [ "${PROTOWARD_ANNOTATE:-true}" = true ] || format=text
  args+=(--error-format "$format")
  if [ -n "${PROTOWARD_SARIF:-}" ]; then args+=(--report "sarif=$PROTOWARD_SARIF"); fi
  local summary found
  summary=$(temporary)/protoward.md
  rm -f "$summary"
  args+=(--report "markdown=$summary")
  if [ "${PROTOWARD_COMMENT:-false}" = true ]; then args+=(--comment); fi
  # Split as a shell does, quotes included, and nothing else: no variable, no command, no pattern is looked at.
  if [ -n "${PROTOWARD_ARGS:-}" ]; then
    while IFS= read -r -d '' word; do args+=("$word"); done < <(printf '%s' "$PROTOWARD_ARGS" | xargs printf '%s\0')
  fi
  found=$(temporary)/protoward.out
  # The shells of Windows take `git:HEAD` and `sarif=a/b` for lists of paths, and rewrite them.
  MSYS_NO_PATHCONV=1 MSYS2_ARG_CONV_EXCL='*' "${PROTOWARD_BINARY:-protoward}" "${args[@]}" >"$found" || code=$?
  cat "$found"
  # Where a comment could not be written, protoward has written its text there.
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$summary" ] && ! grep -qs '^<!-- protoward comment: ' "$GITHUB_STEP_SUMMARY"; then
    cat "$summary" >>"$GITHUB_STEP_SUMMARY"
  fi
  output exit-code "$code"
  output findings "$(grep -vc '^::notice ' "$found" || true)"
}

verdict() {
  case ${PROTOWARD_EXIT_CODE:-1} in
    0) ;;
    100) [ "${PROTOWARD_FAIL:-true}" = true ] || return 0; exit 100 ;;
    *) exit "${PROTOWARD_EXIT_CODE:-1}" ;;
  esac
}

case ${1:-} in
  install | baseline | run | verdict) "$1" ;;
  *) fail "ci/action.sh takes install, baseline, run or verdict" ;;
esac
