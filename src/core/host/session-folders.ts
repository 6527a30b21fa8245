import { constants, existsSync } from "node:fs";
import { access, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { v7 as uuid } from "uuid";
import type { Redact } from "../contracts/credentials.ts";
import type { MidwatchEvent } from "../contracts/events.ts";
import type { SessionFolder, SessionFolders } from "../contracts/session-folders.ts";
import { EVENTS_FILE, readEvents } from "./event-file.ts";
import { redactFiles } from "./redacted-files.ts";
import { trimRecords } from "./session-records.ts";

/** Stands in a session's folder while its clone is removed: a kill in the middle leaves half a clone. */
const DROPPING = "dropping";

/** `<state>/sessions/<id>/{clone,home,input,…}`, readable by no other user. */
export class StateFolders implements SessionFolders {
  private readonly root: string;
  /** Bytes that are kept of ended sessions. */
  private readonly most: number;
  private readonly redact: Redact;

  constructor(root: string, most = Number.POSITIVE_INFINITY, redact: Redact = (text) => text) {
    this.root = root;
    this.most = most;
    this.redact = redact;
  }

  newId(): string {
    return uuid();
  }

  path(session: string): string {
    return join(this.root, session);
  }

  clone(folder: string): string {
    return join(folder, "clone");
  }

  neighbour(folder: string): string {
    return join(folder, "neighbour");
  }

  atBase(folder: string): string {
    return join(folder, "at-base");
  }

  transcript(folder: string): string {
    return join(folder, "transcript");
  }

  async create(folder: string): Promise<SessionFolder> {
    const own = { home: join(folder, "home"), input: join(folder, "input"), transcript: this.transcript(folder) };
    const made = { clone: this.clone(folder), ...own };
    for (const path of [made.home, join(made.home, "tmp"), made.input, made.transcript])
      await mkdir(path, { recursive: true, mode: 0o700 });
    return made;
  }

  async write(
    input: string,
    told: { readonly brief: string; readonly prompt: string; readonly item: unknown; readonly session: unknown },
  ) {
    const files = {
      brief: join(input, "brief.md"),
      item: join(input, "item.json"),
      session: join(input, "session.json"),
    };
    await writeFile(files.brief, told.brief);
    await writeFile(join(input, "prompt.md"), told.prompt);
    await writeFile(files.item, JSON.stringify(told.item, null, 2));
    await writeFile(files.session, JSON.stringify(told.session, null, 2));
    return files;
  }

  async hasClone(folder: string): Promise<boolean> {
    return isThere(this.clone(folder));
  }

  async isBeingDropped(folder: string): Promise<boolean> {
    return isThere(join(folder, DROPPING));
  }

  async withClone(): Promise<readonly string[]> {
    const sessions = await readdir(this.root).catch(() => []);
    return sessions.filter((session) => existsSync(this.clone(this.path(session))));
  }

  async events(folder: string, type: MidwatchEvent["type"]): Promise<readonly MidwatchEvent[]> {
    return readEvents(join(folder, EVENTS_FILE), type);
  }

  async redactRecords(folder: string): Promise<void> {
    await redactFiles(this.transcript(folder), this.redact);
  }

  async drop(folder: string): Promise<void> {
    await mkdir(join(folder, DROPPING), { recursive: true });
    for (const name of ["clone", "home", "neighbour", "at-base", "scratch", "handed-over", DROPPING])
      await rm(join(folder, name), { recursive: true, force: true });
    if (Number.isFinite(this.most)) await trimRecords(this.root, this.most);
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
