/** A change of the built program by which something is lost, and which stands there exactly once. */
export interface Mutation {
  readonly name: string;
  readonly find: string;
  readonly put: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "what a dead session wrote is not rescued",
    find: "if (!collected.work) return {",
    put: "return {",
  },
  {
    name: "a publication is confirmed before it is pushed",
    find: "await this.fleet.ledger.sent(effect.id, sent);\n\t\t\treturn { tip: sent };",
    put: "await this.fleet.ledger.sent(effect.id, sent);\n\t\t\tawait this.fleet.ledger.confirm(effect.id);\n\t\t\treturn { tip: sent };",
  },
  {
    name: "a claim is not freed when its session ends",
    find: "if (!held) return void 0;\n\t\tconst { state, attempts, reason } = claimAfter(held, outcome, publication);",
    put: "return void 0;\n\t\tconst { state, attempts, reason } = claimAfter(held, outcome, publication);",
  },
];
