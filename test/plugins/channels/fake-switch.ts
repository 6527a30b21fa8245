import { type Heard, Loopback, type Said } from "./loopback.ts";

/** healthchecks.io, as far as pings go: a 200 to everything, a check that fires when it hears of no success in time. */
export class FakeSwitch extends Loopback {
  readonly pings: [path: string, body: string][] = [];
  private readonly checks = new Map<
    string,
    { readonly grace: number; readonly at: number; readonly isWell: boolean }
  >();

  /** A check, and after how many milliseconds without success it fires. */
  expect(name: string, grace: number): void {
    this.checks.set(name, { grace, at: 0, isWell: false });
  }

  isDown(name: string, now: number): boolean {
    const check = this.checks.get(name);
    return !check?.isWell || now > check.at + check.grace;
  }

  protected override writes(): boolean {
    return true;
  }

  protected override answer({ url, text }: Heard): Said {
    if (url.pathname.includes("unknown-check")) return { status: 200, body: "OK (not found)" };
    this.pings.push([url.pathname + url.search, text]);
    for (const [name, check] of this.checks)
      if (url.pathname.includes(name))
        this.checks.set(name, { ...check, at: this.now(), isWell: !url.pathname.endsWith("/fail") });
    return { status: 200, body: "OK" };
  }
}
