import { type Heard, Loopback, type Said } from "./loopback.ts";

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly updated_at: string;
}

const COMMENTS = /^\/repos\/(?<place>[\w.-]+\/[\w.-]+\/issues\/\d+)\/comments$/;
const LONGEST = 65_536;

/** GitHub's REST API, as far as comments go: docs.github.com/rest/issues/comments. */
export class FakeGitHub extends Loopback {
  readonly token = "ghp_0123456789";
  /** "owner/repo/issues/12" → its comments, the oldest first. */
  readonly comments = new Map<string, Comment[]>([["acme/site/issues/12", []]]);
  private ids = 0;

  bodies(place = "acme/site/issues/12"): readonly string[] {
    return (this.comments.get(place) ?? []).map(({ body }) => body);
  }

  protected override writes({ method }: Heard): boolean {
    return method === "POST";
  }

  protected override answer({ method, url, headers, json }: Heard): Said {
    if (headers.authorization !== `Bearer ${this.token}`) return { status: 401, body: { message: "Bad credentials" } };
    const comments = this.comments.get(COMMENTS.exec(url.pathname)?.groups?.place ?? "");
    if (!comments) return { status: 404, body: { message: "Not Found" } };
    return method === "POST" ? this.add(comments, String(json.body)) : this.list(comments, url);
  }

  private add(comments: Comment[], body: string): Said {
    if (body === "" || body.length > LONGEST) return { status: 422, body: { message: "Validation Failed" } };
    const comment = { id: ++this.ids, body, updated_at: new Date(this.now()).toISOString() };
    comments.push(comment);
    return { status: 201, body: comment };
  }

  private list(comments: readonly Comment[], url: URL): Said {
    const since = Date.parse(url.searchParams.get("since") ?? "1970-01-01");
    const size = Number(url.searchParams.get("per_page") ?? 30);
    const page = Number(url.searchParams.get("page") ?? 1);
    const matching = comments.filter(({ updated_at }) => Date.parse(updated_at) >= since);
    const body = matching.slice((page - 1) * size, page * size);
    const hasNext = matching.length > page * size;
    return { status: 200, body, headers: hasNext ? { link: `<${url.href}>; rel="next"` } : {} };
  }
}

/** What it says of its limits. */
export const SECONDARY = {
  status: 403,
  headers: { "retry-after": "30" },
  body: { message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." },
};
