/** What a backend or the processes of its run can do, by case. */
export const CASES: Readonly<Record<string, string>> = {
  B01: "a grandchild in a session of its own (setsid)",
  B02: "the same, forked twice, with a scrubbed environment",
  B03: "SIGTERM, SIGINT and SIGHUP ignored by the whole tree",
  B04: "a fork storm that races whoever ends it",
  B05: "a process that cannot be ended: it waits for a file system that hangs",
  B06: "nothing is said any more",
  B07: "a drip: a byte now and then",
  B08: "a gigabyte on standard output and error",
  B09: "one line of many megabytes; progress on one line",
  B10: "invalid UTF-8, half a character, NUL, a lone surrogate",
  B11: "escape sequences in what is said",
  B12: "a result that is cut off, doubled, or among other lines",
  B13: "a failure that calls itself a success; an empty reply",
  B14: "costs that are no costs, missing, or cumulative",
  B15: "exit 126, 127, 137, 139, 143; no such program, the wrong one",
  B16: "a question on standard input: a sign-in, a permission",
  B17: "Ollama: refused, no such model, an error, a stall, a pull without end",
  B18: "a daemon that is left behind on a port",
  B19: "a fork bomb; memory, disk",
  B20: "rm -rf of the home, of .git; a folder without permissions",
  B21: "kill -9 of midwatch, and of everything, by the agent",
  B22: "our own event loop is blocked; expressions that take for ever",
  B23: "crontab, units, .bashrc, keys, hooks, for later",
  B24: "loops, with all that makes them look like work; work that looks like a loop",
};

/** Why a case has no test. One that has got a test has no place here. */
export const NOT_HERE: Readonly<Record<string, string>> = {
  B05: "nothing ends such a process, and only root can make one; a run that goes on for a minute after its stop has crashed (test/core/loop.test.ts), and its processes keep the agent's lock",
};
