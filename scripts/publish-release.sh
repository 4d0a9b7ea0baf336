#!/usr/bin/env bash
# Publishes v$VERSION at the commit GITHUB_SHA, with the SBOM in the file $1, and moves the major tag there.
# Needs gh with GH_TOKEN; run by release.yml.
set -euo pipefail

tag=v$VERSION
major=${tag%%.*}

notes=$(mktemp)
awk -v heading="## $VERSION " 'index($0, heading) == 1 { found = 1; next } found && /^## / { exit } found' \
  CHANGELOG.md >"$notes"

gh release create "$tag" "$1" --repo "$GITHUB_REPOSITORY" --target "$GITHUB_SHA" --title "$tag" --notes-file "$notes"

refs=repos/$GITHUB_REPOSITORY/git/refs
if gh api "repos/$GITHUB_REPOSITORY/git/ref/tags/$major" >/dev/null 2>&1; then
  gh api --method PATCH "$refs/tags/$major" -f "sha=$GITHUB_SHA" -F force=true >/dev/null
else
  gh api --method POST "$refs" -f "ref=refs/tags/$major" -f "sha=$GITHUB_SHA" >/dev/null
fi
