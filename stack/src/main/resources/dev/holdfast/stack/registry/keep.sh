# Runs the registry ("$@") for as long as the other end of standard input is open: it closes when the parent process ends,
# however it ends. ARCHIVE_PART and ARCHIVE, if set, name a class data archive being written and what it is called when whole.
trap '' INT HUP
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
trap 'kill -TERM $child 2>/dev/null' TERM
(
  trap - TERM
  # The parent never writes: this ends with the end of the pipe.
  while read -r _ <&3; do :; done
  kill -TERM $child 2>/dev/null
  # 100 x 0.1 s, then by force.
  left=100
  while [ $left -gt 0 ] && kill -0 $child 2>/dev/null; do
    sleep 0.1
    left=$((left - 1))
  done
  kill -KILL $child 2>/dev/null
) &
watcher=$!
exec 3<&- </dev/null
wait $child
code=$?
# A signal to this shell ends the first wait early.
while kill -0 $child 2>/dev/null; do
  wait $child
  code=$?
done
kill -TERM $watcher 2>/dev/null
if [ -n "$ARCHIVE_PART" ] && [ -f "$ARCHIVE_PART" ]; then
  # Ended by SIGTERM, as meant: the archive is whole. Ended otherwise, it may not be.
  if [ $code -eq 143 ]; then mv -f "$ARCHIVE_PART" "$ARCHIVE"; else rm -f "$ARCHIVE_PART"; fi
fi
exit $code
