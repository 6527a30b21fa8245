import { outcomeWord } from "../../core/text/outcome.ts";
import { published } from "../../core/text/summary.ts";
import { timeIn } from "../../core/text/zone.ts";
import type { ServiceNews } from "../../core/watch/service.ts";
import type { CommonArguments } from "../command.ts";
import { bold, dim, green, red, say, sayJsonLine, yellow } from "./print.ts";
import { StatusLine } from "./status-line.ts";

/** Screen or log on which a watch tells what happens. */
export interface WatchView {
  tell(this: void, news: ServiceNews): void;
  /** A line of an agent's turn. */
  line(this: void, agent: string, text: string): void;
  close(): void;
}

/** Lines of JSON for a program, a log for a pipe, one line that lives for a person. */
export function watchView({ json }: Pick<CommonArguments, "json">, zone: string): WatchView {
  if (json) return { tell: (news) => sayJsonLine(news), line() {}, close() {} };
  const time = (at: number) => timeIn(zone, at);
  return process.stdout.isTTY ? liveView(time) : { tell: (news) => printNews(news, time), line() {}, close() {} };
}

/** For a log: who began and how it ended, and nothing in between. */
function printNews(news: ServiceNews, time: (at: number) => string): void {
  const line = describeNews(news);
  if (line !== undefined) say(`${time(Date.now())} ${line}`);
}

/** For a person: what the turns say as they say it, and one line that lives, with who is at work and what is next. */
function liveView(time: (at: number) => string): WatchView {
  const atWork = new Set<string>();
  let next = "";
  const status = new StatusLine(() => {
    const who = atWork.size > 0 ? `running: ${[...atWork].join(", ")}` : "idle";
    return `${who}${next === "" ? "" : ` · next due ${next}`} · Ctrl-C ends`;
  });
  return {
    tell(news) {
      if (news.type === "started") atWork.add(news.agent);
      if (news.type === "ended") atWork.delete(news.agent);
      if (news.type === "resting") next = news.until === undefined ? "" : time(news.until);
      const line = describeNews(news);
      if (line === undefined) status.draw();
      else status.above(`${dim(time(Date.now()))} ${line}`);
    },
    line: (agent, text) => status.above(`${dim(`${agent} |`)} ${text}`),
    close: () => status.close(),
  };
}

function describeNews(news: ServiceNews): string | undefined {
  switch (news.type) {
    case "started":
      return `${bold(news.agent)} began: ${news.reason}`;
    case "ended":
      return `${bold(news.agent)} ${endOf(news)}`;
    case "trouble":
      return red(`${news.doing}: ${news.error}`);
    case "listening":
      return `listening on ${news.hooks.map((hook) => `http://127.0.0.1:${news.port}/hooks/${hook}`).join(", ")}`;
    case "health":
      return news.state === "opened" ? yellow(`${news.key}: ${news.detail}`) : dim(`${news.key} is resolved`);
    case "renewed":
      return `the files have changed; the agents are: ${news.agents.join(", ")}`;
    case "resting":
      return undefined;
  }
}

function endOf({ turn, session }: Extract<ServiceNews, { type: "ended" }>): string {
  const colour = turn.code === 0 ? green : red;
  if (!session?.outcome) return `${colour(`exit ${turn.code}`)}: ${turn.said}`;
  const { outcome, publication, id } = session;
  const work = publication && publication.kind !== "none" ? `; ${published({ outcome, publication })}` : "";
  return `${colour(outcomeWord(outcome))}: ${outcome.reason}${work} ${dim(`(${id.slice(-8)})`)}`;
}
