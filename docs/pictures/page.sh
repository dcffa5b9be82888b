#!/usr/bin/env bash
# Makes the pictures of the page anew: simulated jobs on a real server, in the Chromium that is installed.
#   bash docs/pictures/page.sh
set -euo pipefail

cd "$(dirname "$0")/../.."
mvn -q -pl progress-web -am test -Dtest=Pictures -Dsurefire.failIfNoSpecifiedTests=false \
  -Dprogress.pictures="$PWD/docs/pictures" -Dspotless.check.skip -Djacoco.skip
ls docs/pictures/page-*.png
