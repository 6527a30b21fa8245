import { MidwatchError } from "../errors.ts";
import { thereAre } from "../text/nearest.ts";

/** Things of one kind by name. Asking for one that is not there is an error that names those that are. */
export class Named<T> {
  private readonly kind: string;
  private readonly things: ReadonlyMap<string, T>;

  constructor(kind: string, things: ReadonlyMap<string, T>) {
    this.kind = kind;
    this.things = things;
  }

  get names(): readonly string[] {
    return [...this.things.keys()];
  }

  get(name: string): T {
    const thing = this.things.get(name);
    if (thing !== undefined) return thing;
    throw new MidwatchError(`no ${this.kind} is called "${name}"${thereAre(name, this.names)}`);
  }
}
