import type {
  EndedTally,
  HeldLesson,
  LessonHistory,
  LessonRecord,
  LessonUse,
  MeasuredLesson,
  RetractedLesson,
} from "../../contracts/lesson-record.ts";
import type { Database } from "./database.ts";

/** Sessions back. What a lesson did before says less of what it does now than it takes to count. */
const MAX_SESSIONS_JUDGED = 2000;
/** A session with nothing to show for what it says counts as one without effect. */
const KIND = "iif(outcome ->> 'unproven', 'no-effect', outcome ->> 'kind')";
const ENDED = `SELECT id, agent, ${KIND} AS outcome, outcome ->> 'cause' AS cause FROM session
  WHERE item IS NOT NULL AND outcome IS NOT NULL ORDER BY started DESC LIMIT ${MAX_SESSIONS_JUDGED}`;

/** Lessons in each session's brief, and files that wait for a person. */
export class SqliteLessons implements LessonRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async use(session: string, lessons: readonly { readonly id: string; readonly rev: string }[]): Promise<void> {
    this.db.transaction(() => {
      for (const { id, rev } of lessons) this.db.insert("lesson_use", { session, lesson: id, rev }, "INSERT OR IGNORE");
    });
  }

  async uses(): Promise<readonly LessonUse[]> {
    const sql = `SELECT lesson, rev, session, agent, ${KIND} AS outcome FROM lesson_use
      JOIN session ON session.id = lesson_use.session WHERE outcome IS NOT NULL`;
    return this.db.rows<LessonUse>(sql);
  }

  async history(): Promise<LessonHistory> {
    const all = this.db.rows<EndedTally>(
      `SELECT agent, outcome, cause, count(*) AS sessions FROM (${ENDED}) GROUP BY agent, outcome, cause`,
    );
    const using = this.db.rows<LessonHistory["using"][number]>(
      `SELECT lesson, agent, outcome, cause, count(*) AS sessions FROM (${ENDED}) ended
        JOIN lesson_use ON lesson_use.session = ended.id GROUP BY lesson, agent, outcome, cause`,
    );
    return { all, using, measured: this.db.rows<MeasuredLesson>("SELECT * FROM measured_lesson ORDER BY lesson") };
  }

  async measure(measured: readonly MeasuredLesson[]): Promise<void> {
    this.db.transaction(() => {
      this.db.write("DELETE FROM measured_lesson");
      for (const { lesson, sessions, good } of measured)
        this.db.insert("measured_lesson", { lesson, sessions, good }, "INSERT OR REPLACE");
    });
  }

  async retract({ workspace, lesson, reason, at }: RetractedLesson): Promise<void> {
    this.db.insert("retracted_lesson", { workspace, lesson, reason, at }, "INSERT OR IGNORE");
  }

  async retracted(): Promise<readonly RetractedLesson[]> {
    return this.db.rows<RetractedLesson>("SELECT * FROM retracted_lesson ORDER BY at DESC, lesson");
  }

  async restore(workspace: string, lesson: string): Promise<boolean> {
    return this.db.write("DELETE FROM retracted_lesson WHERE workspace = ? AND lesson = ?", workspace, lesson) > 0;
  }

  async hold(held: readonly HeldLesson[]): Promise<void> {
    this.db.transaction(() => {
      for (const { workspace, path, rev, session } of held)
        this.db.insert("held_lesson", { workspace, path, rev, session }, "INSERT OR REPLACE");
    });
  }

  async held(workspace: string): Promise<readonly HeldLesson[]> {
    return this.db.rows<HeldLesson>("SELECT * FROM held_lesson WHERE workspace = ? ORDER BY path", workspace);
  }

  async release(workspace: string, path: string): Promise<boolean> {
    return this.db.write("DELETE FROM held_lesson WHERE workspace = ? AND path = ?", workspace, path) > 0;
  }
}
