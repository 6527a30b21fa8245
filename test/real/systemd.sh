# A person's own systemd, in namespaces of its own: the machine's, if it has one, never hears of it.
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
# What a machine's systemd makes when it boots: the latter is where units get their own view of the files.
mkdir -p /run/systemd/{system,unit-root}
mkdir -p -m 700 "$XDG_RUNTIME_DIR" /sys/fs/cgroup/theirs
chown nobody "$XDG_RUNTIME_DIR" /sys/fs/cgroup/theirs /sys/fs/cgroup/theirs/cgroup.{procs,threads,subtree_control}
echo $$ > /sys/fs/cgroup/theirs/cgroup.procs
# As the first process of all it would take itself for the machine's.
$AS_NOBODY /usr/lib/systemd/systemd --user --unit=basic.target &
wait
