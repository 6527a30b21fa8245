import type { Command } from "./command.ts";
import { agents } from "./commands/agents.ts";
import { audit } from "./commands/audit.ts";
import { backends } from "./commands/backends.ts";
import { brief } from "./commands/brief/command.ts";
import { budget } from "./commands/budget.ts";
import { check } from "./commands/check.ts";
import { checkDues } from "./commands/check-dues.ts";
import { claim, release } from "./commands/claim.ts";
import { connect } from "./commands/connect/command.ts";
import { cutover } from "./commands/cutover/command.ts";
import { demo } from "./commands/demo/command.ts";
import { doctor } from "./commands/doctor.ts";
import { health } from "./commands/health.ts";
import { hook } from "./commands/hook/command.ts";
import { init } from "./commands/init/command.ts";
import { items } from "./commands/items/command.ts";
import { leave } from "./commands/leave/command.ts";
import { lessons } from "./commands/lessons/command.ts";
import { logs } from "./commands/logs.ts";
import { memory } from "./commands/memory/command.ts";
import { newAgent } from "./commands/new/command.ts";
import { open } from "./commands/open.ts";
import { options } from "./commands/options/command.ts";
import { outbox } from "./commands/outbox/command.ts";
import { overview } from "./commands/overview.ts";
import { plan } from "./commands/plan.ts";
import { receive } from "./commands/receive/command.ts";
import { recover } from "./commands/recover.ts";
import { report } from "./commands/report.ts";
import { rescue } from "./commands/rescue/command.ts";
import { restore } from "./commands/restore.ts";
import { retry } from "./commands/retry/command.ts";
import { run } from "./commands/run.ts";
import { sessions } from "./commands/sessions.ts";
import { settle } from "./commands/settle.ts";
import { shadow } from "./commands/shadow/command.ts";
import { show } from "./commands/show/command.ts";
import { spend } from "./commands/spend.ts";
import { status } from "./commands/status.ts";
import { start, stop } from "./commands/stop.ts";
import { tell } from "./commands/tell.ts";
import { threads } from "./commands/threads/command.ts";
import { tick } from "./commands/tick.ts";
import { trust } from "./commands/trust.ts";
import { install } from "./commands/units/install.ts";
import { uninstall } from "./commands/units/uninstall.ts";
import { watch } from "./commands/watch.ts";
import { why } from "./commands/why.ts";

/** Commands for one purpose, in the order in which `midwatch --help` lists them. */
export interface CommandGroup {
  readonly name: string;
  readonly commands: readonly (Command | Command<never>)[];
}

/** Every command there is: one that is in no group does not exist. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    name: "Look",
    commands: [overview, status, report, sessions, show, logs, why, plan, agents, items, brief, health, audit, outbox],
  },
  { name: "Run", commands: [run, tick, watch, checkDues, stop, start, recover, restore] },
  { name: "Work", commands: [tell, claim, release, retry, settle, rescue, open] },
  { name: "Learn", commands: [lessons, memory, threads] },
  { name: "Money", commands: [spend, budget] },
  {
    name: "Set up",
    commands: [init, newAgent, demo, options, check, doctor, backends, trust, install, uninstall],
  },
  { name: "Move in", commands: [shadow, cutover, leave] },
  { name: "Elsewhere", commands: [connect, hook, receive] },
];
