import type { Setting, UnitFile } from "./unit-file.ts";

export const settingPlace = ({ name }: UnitFile, { line }: Setting) => `${name} line ${line}`;

/** Settings that midwatch carries over, that it does by itself, or that only say how systemd starts the unit. */
const TAKEN =
  /^(?:Description|Documentation|After|Before|Wants|Requires|BindsTo|PartOf|WantedBy|RequiredBy|Alias|Also|DefaultDependencies|Type|RemainAfterExit|WorkingDirectory|ExecStart|User|Environment|EnvironmentFile|TimeoutStartSec|TimeoutSec|RuntimeMaxSec|OnCalendar|OnUnitActiveSec|OnUnitInactiveSec|Persistent|Unit|AccuracySec|SyslogIdentifier|KillMode)$/;
const ALONE = /^(?:journal|null|inherit)$/;

/** Every setting of a unit that midwatch has no place for, a sentence each. */
export function leftOut(unit: UnitFile, beside: readonly Setting[] = []): string[] {
  const others = unit.settings.filter(
    ({ key, value }) => !TAKEN.test(key) && !(/^Standard(?:Output|Error)$/.test(key) && ALONE.test(value)),
  );
  return [...beside, ...others].map((setting) => {
    const { key, value } = setting;
    return `${key}=${value} in ${settingPlace(unit, setting)} has no counterpart: ${why(key)}`;
  });
}

function why(key: string): string {
  if (key.startsWith("Exec"))
    return "midwatch does not run it; setup and verify of the workspace are commands before and after";
  if (/^On(?:Failure|Success)$/.test(key)) return "channels: and reports: in midwatch.yaml tell of how sessions end";
  if (/^(?:Memory|CPU|Tasks|IO|Limit|Nice|OOM)/.test(key)) return "a session has limits of minutes and dollars";
  if (/^On(?:Boot|Startup|Active)Sec$/.test(key)) return "nothing is due because a machine starts";
  if (/^Condition|^Assert/.test(key)) return "midwatch does not ask it";
  if (/^(?:Protect|Private|Restrict|ReadOnly|ReadWrite|Inaccessible|NoNew|Capability|System|Dynamic)/.test(key))
    return "midwatch contains its agents in its own way: see midwatch check";
  return "it ends with the unit";
}
