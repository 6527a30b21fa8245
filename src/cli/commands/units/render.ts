import { join } from "node:path";
import { STATE_FOLDER } from "../../../fleet-folder.ts";
import { hardening } from "./hardening.ts";
import { type Installation, stem } from "./installation.ts";
import { checkWritable, commandLine, file, type Unit, type UnitSetting, unitWord } from "./unit.ts";

/** Processes that containment allows to each session's tree, and some for midwatch itself. */
const TASKS_OF_A_SESSION = 4096;
const OWN_TASKS = 512;
/** Time that a session takes besides its agent: to set up, to verify, to publish. */
const AROUND_MINUTES = 45;
/** Longer than a rescue takes when the remote does not answer. */
const STOP = "6min";

/** Every unit of an installation: what runs the fleet, and, on its own, what looks whether it is run. */
export function unitsOf(installation: Installation): readonly Unit[] {
  const runs = installation.timers ? installation.agents.flatMap((agent) => tick(installation, agent)) : [];
  return [...(installation.timers ? runs : [watch(installation)]), ...checkDues(installation)];
}

/** Those that are enabled; the others are started by them. */
export const enabled = (units: readonly Unit[]): readonly string[] =>
  units.filter(({ sections }) => "Install" in sections).map(({ name }) => name);

function watch(installation: Installation): Unit {
  const { name, systemd = 0, user } = installation;
  const backoff: UnitSetting[] = [["RestartSec", "15s"]];
  // Older ones complain of what they do not know.
  if (systemd >= 254) backoff.push(["RestartSteps", "6"], ["RestartMaxDelaySec", "10min"]);
  return {
    name: `${stem(installation)}.service`,
    sections: {
      // It never gives up: a fleet that is not run at all is what nobody would hear of.
      Unit: [
        ["Description", checkWritable(`midwatch: the fleet ${name}`)],
        ...network(user),
        ["StartLimitIntervalSec", "0"],
      ],
      Service: [
        ["Type", "exec"],
        // What a machine that went down has cut short does not wait until somebody is due.
        ["ExecStartPre", `-${call(installation, "recover")}`],
        ["ExecStart", call(installation, "watch")],
        ["Restart", "on-failure"],
        ...backoff,
        ["TimeoutStartSec", STOP],
        ...around(installation),
      ],
      Install: [["WantedBy", user === undefined ? "default.target" : "multi-user.target"]],
    },
  };
}

function tick(installation: Installation, agent: { name: string; minutes: number }): readonly Unit[] {
  const base = `${stem(installation)}-tick-${agent.name}`;
  const description = checkWritable(`midwatch: ${agent.name} of the fleet ${installation.name}`);
  const service = {
    name: `${base}.service`,
    sections: {
      Unit: [["Description", description], ...network(installation.user)],
      Service: [
        ["Type", "oneshot"],
        ["ExecStart", call(installation, "tick", "--agent", agent.name)],
        ["TimeoutStartSec", `${Math.ceil(agent.minutes) + AROUND_MINUTES}min`],
        ...around(installation),
      ],
    },
  } as const;
  return [service, timer(base, `${description}, checked every minute`, everyMinute)];
}

/** Midwatch decides when an agent is due: the timer looks, at a second of its own in every minute. */
const everyMinute: readonly UnitSetting[] = [
  ["OnCalendar", "*:*:00"],
  ["AccuracySec", "1s"],
  ["RandomizedDelaySec", "20s"],
  ["FixedRandomDelay", "yes"],
];

const everyTenMinutes: readonly UnitSetting[] = [
  ["OnCalendar", "*:0/10:30"],
  ["AccuracySec", "10s"],
  ["RandomizedDelaySec", "60s"],
];

function checkDues(installation: Installation): readonly Unit[] {
  const base = `${stem(installation)}-check-dues`;
  const description = checkWritable(`midwatch: whether the fleet ${installation.name} is run when it is due`);
  const service = {
    name: `${base}.service`,
    sections: {
      Unit: [["Description", description]],
      Service: [
        ["Type", "oneshot"],
        ["ExecStart", call(installation, "check-dues")],
        // It warns: the journal has it, the unit has not failed.
        ["SuccessExitStatus", "3"],
        ["TimeoutStartSec", "2min"],
        ...surroundings(installation),
      ],
    },
  } as const;
  return [service, timer(base, description, everyTenMinutes)];
}

const timer = (base: string, description: string, when: readonly UnitSetting[]): Unit => ({
  name: `${base}.timer`,
  sections: {
    Unit: [["Description", description]],
    Timer: when,
    Install: [["WantedBy", "timers.target"]],
  },
});

/** Settings by which a session is ended, and kept work recovered then. */
const around = (installation: Installation): readonly UnitSetting[] => [
  ["ExecStopPost", `-${call(installation, "recover")}`],
  ["TimeoutStopSec", STOP],
  // midwatch is told to stop, and ends its agents itself; whatever is left then is killed.
  ["KillMode", "mixed"],
  // One agent that takes all memory does not end the others.
  ["OOMPolicy", "continue"],
  ["SuccessExitStatus", "75"],
  ["LimitNOFILE", "65536"],
  ["TasksMax", String(installation.slots * TASKS_OF_A_SESSION + OWN_TASKS)],
  ...surroundings(installation),
];

const surroundings = (installation: Installation): readonly UnitSetting[] => [
  ...(installation.user === undefined ? [] : ([["User", checkWritable(installation.user)]] as const)),
  ["WorkingDirectory", checkWritable(installation.fleet)],
  ["Environment", unitWord(`PATH=${installation.path}`)],
  ["EnvironmentFile", `-${file(join(installation.fleet, STATE_FOLDER, "environment"))}`],
  ...hardening(installation),
];

/** A person's manager has no such target. */
const network = (user: string | undefined): readonly UnitSetting[] =>
  user === undefined
    ? []
    : [
        ["Wants", "network-online.target"],
        ["After", "network-online.target"],
      ];

const call = ({ program, fleet }: Installation, ...words: readonly string[]) =>
  commandLine([...program, ...words, "--fleet", fleet] as [string, ...string[]]);
