#!/usr/bin/env bash
# Whether VERSION may be released from the commit GITHUB_SHA. Needs gh with GH_TOKEN; run by release.yml.
set -euo pipefail

refuse() {
  echo "::error::$1"
  exit 1
}

[[ $VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || refuse 'A version is MAJOR.MINOR.PATCH.'
[ "$(node -p "require('./package.json').version")" = "$VERSION" ] || refuse "package.json is not of version $VERSION."
grep -q "^## $VERSION " CHANGELOG.md || refuse "CHANGELOG.md has no section for $VERSION."

if gh api "repos/$GITHUB_REPOSITORY/git/ref/tags/v$VERSION" >/dev/null 2>&1; then
  refuse "v$VERSION exists already."
fi

for workflow in ci.yml e2e.yml codeql.yml; do
  passed=$(gh api --method GET "repos/$GITHUB_REPOSITORY/actions/workflows/$workflow/runs" \
    -f "head_sha=$GITHUB_SHA" -f event=push -f status=success --jq .total_count)
  [ "$passed" -gt 0 ] || refuse "$workflow has not passed on $GITHUB_SHA."
done
