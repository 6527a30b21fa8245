import type { HeldLesson, LessonRecord, LessonUse } from "../../contracts/lessons.ts";
import type { Database } from "./database.ts";

/** Which lessons were in which session's brief, and which files wait for a person. */
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
    const sql = `SELECT lesson, rev, session, agent, outcome ->> 'kind' AS outcome FROM lesson_use
      JOIN session ON session.id = lesson_use.session WHERE outcome IS NOT NULL`;
    return this.db.rows<LessonUse>(sql);
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
