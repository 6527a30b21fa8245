import type { PartConfig } from "./contracts/agent.ts";
import type { Listener } from "./contracts/events.ts";
import type { Factory, Host, PluginRegistry, Slots } from "./contracts/plugin.ts";
import { MidwatchError } from "./errors.ts";
import { Named } from "./named.ts";

/** Every part on offer, built in or from a plugin, by slot and name. */
export class Parts implements PluginRegistry {
  readonly listeners: Listener[] = [];
  private readonly factories = new Map<keyof Slots, Map<string, Factory<unknown>>>();

  provide<S extends keyof Slots, Options>(slot: S, factory: Factory<Slots[S], Options>): void {
    const named = this.named(slot);
    if (named.has(factory.name)) throw new MidwatchError(`there are two ${slot} parts called "${factory.name}"`);
    // What create() takes is what the factory's own schema gives: see make().
    named.set(factory.name, factory as Factory<unknown>);
    this.factories.set(slot, named);
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  make<S extends keyof Slots>(slot: S, { use, ...options }: PartConfig, host: Host): Slots[S] {
    const factory = new Named(slot, this.named(slot)).get(use);
    return factory.create(factory.options.parse(options), host) as Slots[S];
  }

  private named(slot: keyof Slots): Map<string, Factory<unknown>> {
    return this.factories.get(slot) ?? new Map<string, Factory<unknown>>();
  }
}
