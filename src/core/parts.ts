import type { PartConfig } from "./contracts/agent.ts";
import type { Listener } from "./contracts/events.ts";
import type { Factory, Host, PluginRegistry, Schema, Slots } from "./contracts/plugin.ts";
import { MidwatchError } from "./errors.ts";
import { Named } from "./named.ts";

/** Every part on offer, built in or from a plugin, by slot and name. */
export class Parts implements PluginRegistry {
  readonly listeners: Listener[] = [];
  private readonly factories = new Map<keyof Slots, Map<string, Factory<unknown>>>();

  provide<S extends keyof Slots>(slot: S, factory: Factory<Slots[S]>): void {
    const named = this.named(slot);
    if (named.has(factory.name)) throw new MidwatchError(`there are two ${slot} parts called "${factory.name}"`);
    named.set(factory.name, factory);
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
    if (checked.success) return factory.create(checked.data, host) as Slots[S];
    throw new MidwatchError(`${slot} "${use}": ${checked.error.issues.map(({ message }) => message).join("; ")}`);
  }

  private named(slot: keyof Slots): Map<string, Factory<unknown>> {
    return this.factories.get(slot) ?? new Map<string, Factory<unknown>>();
  }
}
