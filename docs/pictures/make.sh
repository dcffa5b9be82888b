#!/usr/bin/env bash
# Makes the pictures of the README anew: plays each view of the example "gallery" in tmux and turns
# the screen into an SVG. Needs tmux and examples/target/progress-examples.jar (mvn -DskipTests package).
#   bash docs/pictures/make.sh [VIEW...]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
jar=$here/../../examples/target/progress-examples.jar
columns=100
rows=16
socket=$(mktemp -u)
shell="env -u CI -u NO_COLOR LANG=C.UTF-8 LC_ALL= TERM=screen-256color PS1='\$ ' bash --norc --noprofile"

terminal() { tmux -u -f /dev/null -S "$socket" "$@"; }

picture() { # VIEW
  terminal new-session -d -s "$1" -x $columns -y $rows "$shell"
  terminal send-keys -t "$1" "clear; progress() { java -jar '$jar' gallery \"\$@\"; }; clear" Enter
  sleep 1
  terminal send-keys -t "$1" "progress --view $1 --seconds 12" Enter
  sleep 7
  terminal capture-pane -t "$1" -e -p | java "$here/AnsiToSvg.java" $columns >"$here/$1.svg"
  terminal kill-session -t "$1"
  echo "$here/$1.svg"
}

[ $# -gt 0 ] || set -- auto card compact table feed board
terminal new-session -d -s waiting "$shell" # so that the server does not end with each picture
trap 'terminal kill-server' EXIT
for view in "$@"; do picture "$view"; done
