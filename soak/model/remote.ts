import type { Objects } from "./objects.ts";

/** How a remote takes what is brought to it. */
export type Mood = "up" | "away" | "refuses" | "takes it and says nothing";

export const MAIN = "refs/heads/main";

/** The repository that everybody pushes to: refs in memory, and a mood. */
export class Remote {
  readonly refs = new Map<string, string>();
  private now: Mood = "up";
  private quicker = 0;
  private readonly objects: Objects;
  /** What people have taken off by force. */
  readonly takenOff = new Set<string>();
  private people = 0;

  constructor(objects: Objects, files: ReadonlyMap<string, string>) {
    this.objects = objects;
    this.refs.set(MAIN, objects.commit([], files, { author: "owner", at: 0, text: "begin" }));
  }

  get mood(): Mood {
    return this.now;
  }

  be(mood: Mood): void {
    this.now = mood;
  }

  /** So many pushes find that a person was quicker. */
  hurry(times: number): void {
    this.quicker = times;
  }

  get main(): string {
    return this.refs.get(MAIN) ?? "";
  }

  /** What a person pushes; with `over`, without so many of the newest commits that were there. */
  person(edits: ReadonlyMap<string, string>, { over = 0 } = {}): void {
    let parent = this.main;
    for (let n = 0; n < over; n++) parent = this.objects.at(parent).parents[0] ?? parent;
    if (over > 0) this.noteTakenOff(parent);
    this.people += 1;
    const all = new Map([...edits, [`person/${this.people}.md`, `by a person, ${this.people}`]]);
    this.refs.set(MAIN, this.objects.commit([parent], all, { author: "owner", at: this.people, text: "by a person" }));
  }

  /** Takes a commit for a ref, fast-forward only; the reason where it does not. */
  take(ref: string, commit: string): "taken" | "behind" | "refused" | "away" {
    if (this.mood === "away") return "away";
    if (ref === MAIN && this.mood === "refuses") return "refused";
    if (ref === MAIN && this.quicker > 0) {
      this.quicker -= 1;
      this.person(new Map());
    }
    const before = this.refs.get(ref);
    if (before !== undefined && !this.objects.contains(commit, before)) return "behind";
    this.refs.set(ref, commit);
    return this.mood === "up" ? "taken" : "away";
  }

  private noteTakenOff(parent: string): void {
    const left = this.objects.history(parent);
    for (const id of this.objects.history(this.main)) if (!left.has(id)) this.takenOff.add(id);
  }
}
