import { Container, ContainerModule } from "inversify";
import type { Chosen } from "./chosen.ts";
import { Briefing, type BriefSettings } from "./core/brief/briefing.ts";
import type { BudgetPolicy } from "./core/contracts/policy.ts";
import { Roster } from "./core/dues/roster.ts";
import { Signals } from "./core/dues/signals.ts";
import { HealthMonitor } from "./core/health/monitor.ts";
import { healthSource } from "./core/health/source.ts";
import { Standing } from "./core/holds/standing.ts";
import { SessionLessons } from "./core/learning/session-lessons.ts";
import { type Remembering, SessionMemory } from "./core/learning/session-memory.ts";
import { SiblingReviews } from "./core/learning/sibling-reviews.ts";
import { needsOf } from "./core/needs-you/of-fleet.ts";
import { Outbox } from "./core/outbox/outbox.ts";
import { LateRecords } from "./core/publish/late-records.ts";
import { Publisher } from "./core/publish/publisher.ts";
import { Rescuer } from "./core/publish/rescuer.ts";
import { RescueApplier } from "./core/rescues/applying.ts";
import { UnsentEffects } from "./core/rescues/unsent.ts";
import { RescueUpkeep } from "./core/rescues/upkeep.ts";
import { Opening } from "./core/session/opening.ts";
import { CommitPhase } from "./core/session/phases/commit.ts";
import { ExecutePhase } from "./core/session/phases/execute.ts";
import { SelectPhase } from "./core/session/phases/select.ts";
import { StatusPhase } from "./core/session/phases/status.ts";
import { Recovery } from "./core/session/recovery.ts";
import { SessionRunner } from "./core/session/session-runner.ts";
import { openSource } from "./core/threads/open-source.ts";
import { Watch } from "./core/watch/watch.ts";
import { inboxSource } from "./core/work/inbox-source.ts";
import { Outlook } from "./core/work/outlook.ts";
import { Waits } from "./core/work/waits.ts";
import { bySchedule } from "./policies/dispatch/schedule.ts";
import { Token as T } from "./tokens.ts";

/** The loop itself. The fleet and the parts its files chose are bound by the modules it is composed with. */
const loopModule = new ContainerModule(({ bind }) => {
  bind(T.outlook).toResolvedValue(
    (fleet, sources, lookout) => new Outlook(fleet, sources, new Waits(fleet, lookout)),
    [T.fleet, T.sources, T.lookout],
  );
  bind(T.rescuer).toResolvedValue((fleet) => new Rescuer(fleet), [T.fleet]);
  bind(T.publisher).toResolvedValue(
    (fleet, sources, rescuer, lessons) =>
      new Publisher(fleet, { sources, late: new LateRecords(fleet, sources), rescuer, lessons }),
    [T.fleet, T.sources, T.rescuer, T.lessons],
  );
  bind(T.unsent).toResolvedValue(
    (fleet, publisher, rescuer, lessons, sources) =>
      new UnsentEffects(fleet, {
        publisher,
        records: new LateRecords(fleet, sources),
        rescuer,
        lessons,
        applier: new RescueApplier(fleet, lessons.versions),
      }),
    [T.fleet, T.publisher, T.rescuer, T.lessons, T.sources],
  );
  bind(T.recovery).toResolvedValue(
    (fleet, publisher, rescuer, backends) => new Recovery(fleet, publisher, rescuer, backends),
    [T.fleet, T.publisher, T.rescuer, T.backends],
  );
});

/** The phases of a session, and what runs them. */
const phaseModule = new ContainerModule(({ bind }) => {
  bind(T.status).toResolvedValue(
    (fleet, backends, monitor, ...[unsent, memory, rescuer]) =>
      new StatusPhase(fleet, backends, monitor, { unsent, memory, upkeep: new RescueUpkeep(fleet, rescuer) }),
    [T.fleet, T.backends, T.health, T.unsent, T.memory, T.rescuer],
  );
  bind(T.select).toResolvedValue((fleet, outlook) => new SelectPhase(fleet, outlook), [T.fleet, T.outlook]);
  bind(T.execute).toResolvedValue(
    (fleet, backends, guards, learning, briefing) =>
      new ExecutePhase(fleet, backends, guards, { ...learning, briefing }),
    [T.fleet, T.backends, T.guards, T.learning, T.briefing],
  );
  bind(T.commit).toResolvedValue(
    (fleet, publisher, rescuer, learning) => new CommitPhase(fleet, publisher, rescuer, learning),
    [T.fleet, T.publisher, T.rescuer, T.learning],
  );
  bind(T.runner).toResolvedValue(
    (fleet, status, select, execute, commit) => new SessionRunner({ status, select, execute, commit }, fleet),
    [T.fleet, T.status, T.select, T.execute, T.commit],
  );
});

/** The briefing that a session starts from. */
const briefModule = new ContainerModule(({ bind }) => {
  bind(T.briefing).toResolvedValue(
    (fleet, backends, budget, sections, settings) => new Briefing(fleet, { backends, budget, sections, settings }),
    [T.fleet, T.backends, T.budget, T.briefSections, T.briefSettings],
  );
});

/** The learning of sessions. */
const learningModule = new ContainerModule(({ bind }) => {
  bind(T.learning).toResolvedValue(
    (fleet, lessons, memory, reviewWorkspace) => ({
      lessons,
      memory,
      siblingReviews: new SiblingReviews(fleet, reviewWorkspace),
    }),
    [T.fleet, T.lessons, T.memory, T.reviewWorkspace],
  );
});

/** The agents that are due, and the opening of a session for them. */
const watchModule = new ContainerModule(({ bind }) => {
  bind(T.opening).toResolvedValue(
    (fleet, backends, budget) => new Opening(fleet, backends, budget),
    [T.fleet, T.backends, T.budget],
  );
  bind(T.roster).toResolvedValue(
    (fleet, outlook, dispatch, ...[budget, backends]) => {
      const signals = new Signals(fleet, outlook);
      const latest = (workspace: string) => signals.latest(workspace);
      return new Roster(fleet, signals, {
        dispatch,
        budget,
        fallback: bySchedule,
        standing: new Standing(fleet, { backends, budget, latest }),
      });
    },
    [T.fleet, T.outlook, T.dispatch, T.budget, T.backends],
  );
  bind(T.watchParts).toResolvedValue(
    (roster, opening, runner, ...[recovery, unsent, outbox, health]) => ({
      roster,
      opening,
      runner,
      recovery,
      unsent,
      outbox,
      health,
    }),
    [T.roster, T.opening, T.runner, T.recovery, T.unsent, T.outbox, T.health],
  );
  bind(T.watch).toResolvedValue((fleet, parts) => new Watch(fleet, parts), [T.fleet, T.watchParts]);
});

/** The health checks, and their findings. */
const healthModule = new ContainerModule(({ bind }) => {
  bind(T.health).toResolvedValue(
    (fleet, checks, backends, budget) =>
      new HealthMonitor(fleet, { checks, backends, budget, needsYou: () => needsOf(fleet) }),
    [T.fleet, T.healthChecks, T.backends, T.budget],
  );
});

/** The outbox: answers, reports, signs of life. */
const outboxModule = new ContainerModule(({ bind }) => {
  bind(T.outbox).toResolvedValue((fleet, channels) => new Outbox(fleet, channels, fleet.redact), [T.fleet, T.channels]);
});

/** The memory of a fleet's agents, with the parts its files chose for it. */
const memoryModule = (memory: Remembering | undefined) =>
  new ContainerModule(({ bind }) => {
    bind(T.memory).toResolvedValue((fleet) => new SessionMemory(fleet, memory), [T.fleet]);
  });

/** For fleets that are put together by hand, in tests: what a session costs is recorded all the same. */
const UNLIMITED: BudgetPolicy = { caps: () => ({ run: 0 }) };

const BRIEF: BriefSettings = { tokens: 3000, limits: {} };

/** The one composition root. */
export function compose(chosen: Chosen): Container {
  const container = new Container({ defaultScope: "Singleton" });
  container.load(loopModule, phaseModule, learningModule, briefModule, memoryModule(chosen.memory));
  container.load(watchModule, healthModule, outboxModule);
  container.bind(T.fleet).toConstantValue(chosen.fleet);
  container.bind(T.backends).toConstantValue(chosen.backends);
  container.bind(T.budget).toConstantValue(chosen.budget ?? UNLIMITED);
  container.bind(T.dispatch).toConstantValue(chosen.dispatch);
  const { inbox, ledger } = chosen.fleet;
  const own = [inboxSource(inbox), openSource];
  container.bind(T.sources).toConstantValue([healthSource(ledger.history), ...chosen.sources, ...own]);
  container.bind(T.lookout).toConstantValue(chosen.lookout ?? { resolvers: [], every: 0 });
  container.bind(T.guards).toConstantValue(chosen.guards ?? []);
  container.bind(T.channels).toConstantValue(chosen.channels ?? new Map());
  container.bind(T.lessons).toConstantValue(new SessionLessons(chosen.fleet, chosen.lessons));
  container.bind(T.briefSections).toConstantValue(chosen.briefSections ?? []);
  container.bind(T.briefSettings).toConstantValue(chosen.brief ?? BRIEF);
  container.bind(T.reviewWorkspace).toConstantValue(chosen.reviewWorkspace ?? (async () => []));
  container.bind(T.healthChecks).toConstantValue(chosen.healthChecks);
  return container;
}
