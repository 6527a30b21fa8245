import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { git, type TestFleet, write } from "../end-to-end/fleet.ts";

/** What is done to a good end state, and the rule that has to find it. */
export const FAULTS: readonly (readonly [fault: string, rule: string, plant: (fleet: TestFleet) => void])[] = [
  [
    "a person's force push has taken a session's commit off the branch",
    "what was published is on the branch",
    (fleet) => fleet.git("update-ref", "refs/heads/main", fleet.git("rev-list", "--max-parents=0", "main")),
  ],
  [
    "the ref of kept work is deleted in the hub",
    "kept work has its ref in the hub",
    (fleet) => fleet.hub("update-ref", "-d", rescueRef(fleet)),
  ],
  [
    "the ref of kept work is deleted on the remote",
    "kept work that was sent has its ref on the remote",
    (fleet) => fleet.git("update-ref", "-d", rescueRef(fleet)),
  ],
  [
    "a session's record is pushed a second time",
    "no session's record is on the branch twice",
    (fleet) => {
      const message = fleet.git("log", "-1", "--format=%B", "--grep", "^Record ", "main");
      const again = git(fleet.remote, "commit-tree", "main^{tree}", "-p", "main", "-m", message);
      fleet.git("update-ref", "refs/heads/main", again);
      fleet.hub("fetch", "--quiet", fleet.remote, "main");
    },
  ],
  [
    "work that was collected is nowhere",
    "all that was collected is on the branch or under a ref",
    (fleet) =>
      fleet.alter(
        `UPDATE effect SET payload = json_set(payload, '$.work', '${"a".repeat(40)}') WHERE kind = 'publish'`,
      ),
  ],
  [
    "a session that has ended holds a claim",
    "no claim is held by a session that has ended",
    (fleet) => fleet.alter("UPDATE claim SET state = 'held', session = (SELECT id FROM session LIMIT 1)"),
  ],
  [
    "a due ran, and in no session",
    "every due has one state",
    (fleet) => fleet.alter("UPDATE due SET session = NULL WHERE state = 'ran'"),
  ],
  [
    "money is still reserved for a session that has ended",
    "no money is reserved for a session that has ended",
    (fleet) => fleet.alter("UPDATE reservation SET state = 'open'"),
  ],
  [
    "a session has no reservation",
    "every session has one reservation",
    (fleet) => fleet.alter("DELETE FROM reservation WHERE session = (SELECT max(id) FROM session)"),
  ],
  [
    "a session is charged what it did not cost",
    "what a session cost is what it is charged",
    (fleet) =>
      fleet.alter("UPDATE session SET usage = '{\"micros\":7}'; UPDATE reservation SET state = 'settled', spent = 8"),
  ],
  [
    "a publication is pending, and nothing is on its way",
    "what is pending is on its way, or owed",
    (fleet) => fleet.alter(`UPDATE session SET publication = '{"kind":"pending","reason":"later"}'`),
  ],
  [
    "a publication is said to be there before it was confirmed",
    "what is published is confirmed",
    (fleet) => fleet.alter("UPDATE effect SET state = 'sent' WHERE kind = 'publish'"),
  ],
  [
    "a session has ended and says not how",
    "every session that has ended has an outcome and a publication",
    (fleet) => fleet.alter("UPDATE session SET publication = NULL WHERE id = (SELECT max(id) FROM session)"),
  ],
  [
    "somebody is asked to merge what is published",
    "no person is asked to merge what is published",
    (fleet) =>
      fleet.alter(
        "INSERT INTO obligation SELECT 'conflict:' || id, 'owner', 'merge it', 1, NULL FROM session WHERE publication ->> 'kind' = 'published'",
      ),
  ],
  [
    "two sessions have one fence",
    "no two sessions have the same fence",
    (fleet) => fleet.alter("UPDATE session SET fence = 1"),
  ],
  [
    "a clone is left, and nobody is asked to look at it",
    "no clone is left without anybody being asked",
    (fleet) => {
      const [session] = fleet.rows<{ id: string }>("SELECT id FROM session LIMIT 1");
      mkdirSync(join(fleet.folder, ".midwatch/sessions", session?.id ?? "", "clone"), { recursive: true });
    },
  ],
  [
    "an object of the hub is damaged",
    "repositories are whole",
    (fleet) => fleet.hub("update-ref", "refs/midwatch/x", damagedCommit(fleet)),
  ],
];

const rescueRef = (fleet: TestFleet) => fleet.refs()[0] ?? "";

/** A commit whose tree is not there. */
function damagedCommit(fleet: TestFleet): string {
  const hub = join(fleet.folder, ".midwatch/repos/desk.git");
  const text = `tree ${"b".repeat(40)}\nauthor a <a@example.com> 1 +0000\ncommitter a <a@example.com> 1 +0000\n\nx\n`;
  write(fleet.root, "damaged", text);
  return git(hub, "hash-object", "-t", "commit", "-w", "--literally", join(fleet.root, "damaged"));
}
