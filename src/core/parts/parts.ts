import type { PartConfig } from "../contracts/agent.ts";
import type { Clock } from "../contracts/clock.ts";
import type { Listener } from "../contracts/events.ts";
import type { Factory, Host, PluginRegistry, Schema, Slots } from "../contracts/plugin.ts";
import { MidwatchError, messageOf } from "../errors.ts";
import { limitClock } from "../host/clock.ts";
import { nearestTo } from "../text/nearest.ts";
import { checkedPart } from "./checked-part.ts";
import { Named } from "./named.ts";
import { SLOT_RULES } from "./slot-rules.ts";

/** Every part on offer, built in or from a plugin, by slot and name. */
export class Parts implements PluginRegistry {
  readonly listeners: Listener[] = [];
  private readonly clock: Clock;
  private readonly origins = new Map<Factory<unknown>, string>();
  private readonly factories = new Map<keyof Slots, Map<string, Factory<unknown>>>();

  /** Parts are waited for by the machine's clock, whatever they may go by themselves. */
  constructor(clock = limitClock) {
    this.clock = clock;
  }

  provide<S extends keyof Slots>(slot: S, factory: Factory<Slots[S]>): void {
    this.offer(slot, factory, "");
  }

  /** Registry as one plugin gets it: mistakes in its parts are told with its name. */
  of(plugin: string): PluginRegistry {
    return {
      provide: (slot, factory) => this.offer(slot, factory, ` of the plugin ${plugin}`),
      listen: (listener) => this.listen(listener),
    };
  }

  private offer(slot: keyof Slots, factory: Factory<unknown>, whose: string): void {
    const wrong = whyNoFactory(slot, factory);
    if (wrong !== undefined) throw new MidwatchError(`a part${whose} cannot be used: ${wrong}`);
    const named = this.named(slot);
    if (named.has(factory.name)) throw new MidwatchError(`there are two ${slot} parts called "${factory.name}"`);
    named.set(factory.name, factory);
    this.origins.set(factory, whose);
    this.factories.set(slot, named);
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** The names on offer for a slot, and the options one of them takes. */
  find<S extends keyof Slots>(slot: S, name: string): { names: readonly string[]; options?: Schema<unknown> } {
    const named = this.named(slot);
    const found = named.get(name);
    return { names: [...named.keys()], ...(found && { options: found.options }) };
  }

  make<S extends keyof Slots>(slot: S, { use, ...options }: PartConfig, host: Host): Slots[S] {
    const factory = new Named(slot, this.named(slot)).get(use);
    const checked = factory.options.safeParse(options);
    const who = `the ${slot} "${use}"${this.origins.get(factory) ?? ""}`;
    const maker = { who, clock: this.clock, isForeign: (this.origins.get(factory) ?? "") !== "" };
    if (checked.success) return checkedPart(slot, created(factory, checked.data, { host, ...maker }), maker);
    throw new MidwatchError(`${slot} "${use}": ${checked.error.issues.map(({ message }) => message).join("; ")}`);
  }

  private named(slot: keyof Slots): Map<string, Factory<unknown>> {
    return this.factories.get(slot) ?? new Map<string, Factory<unknown>>();
  }
}

interface Creation {
  readonly host: Host;
  readonly who: string;
  readonly isForeign: boolean;
}

function created(factory: Factory<unknown>, options: unknown, { host, who, isForeign }: Creation): unknown {
  try {
    const part = factory.create(options, host);
    if (part instanceof Promise) part.catch(() => {});
    return part;
  } catch (thrown) {
    throw isForeign ? new MidwatchError(`${who} could not be made: ${messageOf(thrown)}`, { cause: thrown }) : thrown;
  }
}

/** Reason why a plugin's factory cannot be used, and what would be right; undefined when it can be used. */
function whyNoFactory(slot: string, factory: unknown): string | undefined {
  const slots = Object.keys(SLOT_RULES);
  if (!slots.includes(slot)) {
    const near = nearestTo(slot, slots);
    return `there is no slot "${slot}"${near === undefined ? "" : `; is it "${near}"?`} There are: ${slots.join(", ")}`;
  }
  const { name, options, create } = (factory ?? {}) as Partial<Factory<unknown>>;
  const right = "a factory is { name, options: a schema with safeParse, create(options, host) }";
  if (typeof name !== "string" || name === "") return `the ${slot} it provides has no name: ${right}`;
  if (typeof options?.safeParse !== "function") return `the ${slot} "${name}" has no options to check: ${right}`;
  if (typeof create !== "function") return `the ${slot} "${name}" has no create: ${right}`;
  return undefined;
}
