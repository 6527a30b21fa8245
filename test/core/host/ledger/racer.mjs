// A process that opens sessions on a ledger for as long as there is money, or dies in the middle of one.
const [, , file, name, mode] = process.argv;
const sources = new URL("../../../../src/core/host/ledger/", import.meta.url);
const { Database } = await import(new URL("database.ts", sources));
const { SqliteLedger } = await import(new URL("sqlite-ledger.ts", sources));

const ledger = new SqliteLedger(new Database(file));
const budget = { asked: 1_000, day: "2026-11-22", fleetDay: 50_000 };
const owner = { agent: name, workspace: "w", backend: "b", budget, slots: 100 };
const DONE = { outcome: { kind: "done", reason: "" }, publication: { kind: "none", reason: "" } };

process.stdout.write("ready\n");
await new Promise((go) => process.stdin.once("data", go));
for (let n = 0; n < 40; n++) {
  const session = `${name}-${n}`;
  const due = { id: session, rule: "race", from: n, duty: false, reason: "" };
  const { ok } = await ledger.open({
    ...owner,
    session,
    due,
    at: n,
    process: { pid: process.pid, startTime: "", boot: "" },
  });
  if (mode === "dies") {
    process.stdout.write("reserved\n");
    await new Promise(() => setInterval(() => {}, 1_000));
  }
  if (ok) await ledger.settle({ session, at: n, ...DONE, spent: 1_000 });
}
process.exit(0);
