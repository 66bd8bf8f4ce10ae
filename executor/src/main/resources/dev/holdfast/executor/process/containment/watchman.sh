# Ends the processes of an execution when the supervisor that started it dies.
# $1: the marker that they carry in their environment; $2: their control group, or nothing.
# $3, $4: the java command of the supervisor, and its class path.
# Standard input is a pipe of which the supervisor holds the only other end.
trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU
if read -r word && [ "$word" = done ]; then
  exit 0
fi

rest() {
  sleep "$1" 2>/dev/null || sleep 1
}

# The launcher enters the group before it becomes the program. So the group is removed, not merely emptied: a launcher
# that comes late then finds no group and gives up.
if [ -n "$2" ]; then
  tries=0
  while [ -d "$2" ]; do
    echo 1 >"$2/cgroup.kill"
    find "$2" -depth -type d -exec rmdir {} \;
    if [ -d "$2" ]; then
      tries=$((tries + 1))
      if [ "$tries" -lt 100 ]; then rest 0.02; else rest 1; fi
    fi
  done
fi

# Everybody with the marker. A tree that forks is stopped first, until a scan finds whom the one before it found.
# At most $2 scans that find somebody. Returns 0 after three that find nobody.
scan() {
  quiet=0
  rounds=0
  before=
  while [ "$quiet" -lt 3 ]; do
    found=
    for file in $(grep -l -s -F -e "$1" /proc/[0-9]*/environ); do
      pid=${file#/proc/}
      found="$found ${pid%/environ}"
    done
    if [ -z "$found" ]; then
      quiet=$((quiet + 1))
      rest 0.05
      continue
    fi
    quiet=0
    rounds=$((rounds + 1))
    if [ "$rounds" -gt "$2" ]; then return 1; fi
    if [ "$found" = "$before" ] || [ "$rounds" -gt 20 ]; then
      kill -KILL $found
      if [ "$rounds" -gt 100 ]; then rest 1; fi
    else
      kill -STOP $found
    fi
    before=$found
  done
}

# Scans by shell are at once at hand, but too slow to see a process that lives for less than a millisecond. Where the
# kernel does not keep the tree together, proof that nobody is left comes from the supervisor's own code.
scan "$1" 30
if [ -z "$2" ]; then
  "$3" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m -cp "$4" \
    dev.holdfast.executor.process.containment.Sweep "$1" && exit 0
fi
scan "$1" 1000000000
