#!/usr/bin/env bash
# A Slurm on one machine for tests, with everything it keeps in one folder: `slurm.sh start FOLDER [NODES]` prints the path
# for SLURM_CONF, `slurm.sh stop FOLDER` ends it. Nodes are called n1, n2, ..., each with a slurmd and a folder
# FOLDER/disk/NAME of its own, which its tasks get as TMPDIR. A single node has two cores; of several each has one and is given
# up for lost after 15 s without an answer. Wants Debian's slurmctld, slurmd, slurm-client and munge, and root.
set -euo pipefail
action=$1 folder=$(realpath "$2") nodes=${3:-1}

stop() {
  for file in "$folder"/n*.pid "$folder/slurmctld.pid" "$folder/munged.pid"; do
    pid=$(cat "$file" 2>/dev/null || true)
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
      [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
  done
}

if [ "$action" = stop ]; then
  stop
  exit 0
fi

host=$(hostname -s)
port=$((20000 + RANDOM % 20000))
mkdir -p "$folder/munge" "$folder/state"
for node in $(seq "$nodes"); do mkdir -p "$folder/disk/n$node"; done
head -c 1024 /dev/urandom >"$folder/munge/key"
chown -R munge: "$folder/munge"
chmod 711 "$folder" "$folder/munge"
chmod 600 "$folder/munge/key"
cat >"$folder/prolog" <<'PROLOG'
#!/bin/sh
echo "export TMPDIR=${SLURM_CONF%/*}/disk/$SLURMD_NODENAME"
PROLOG
chmod 755 "$folder/prolog"
cores=2 patience=300
[ "$nodes" = 1 ] || cores=1 patience=15
cat >"$folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/munge/socket
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SchedulerParameters=batch_sched_delay=0,sched_interval=2
ReturnToService=2
KillWait=10
SlurmdTimeout=$patience
MessageTimeout=5
MaxArraySize=6
TaskProlog=$folder/prolog
SlurmdParameters=config_overrides
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/%n.spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/%n.log
NodeName=n[1-$nodes] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + nodes))] CPUs=$cores RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
runuser -u munge -- munged --socket="$folder/munge/socket" --key-file="$folder/munge/key" \
  --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed"
cp "$folder/munge/pid" "$folder/munged.pid"
slurmctld
for node in $(seq "$nodes"); do slurmd -N "n$node"; done
for _ in $(seq 100); do
  [ "$(sinfo --noheader --format=%D/%t 2>/dev/null || true)" != "$nodes/idle" ] || { echo "$SLURM_CONF"; exit 0; }
  sleep 0.1
done
echo "Slurm did not come up; see $folder/slurmctld.log and $folder/n*.log." >&2
stop
exit 1
