import { backends } from "../../../backends/index.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import type { Job } from "./job.ts";
import type { NewRemote } from "./proposal.ts";
import type { Survey } from "./survey.ts";
import type { WorkspaceFacts } from "./workspace.ts";

/** Findings, a line each: for a person to see whether anything is missing. */
export function foundLines({ git, installed }: Survey, facts: WorkspaceFacts, jobs: readonly Job[]): string[] {
  const { queue, tasks, journal, lessons, agentName, instructions, claudeFolder, copy, setup, submodules } = facts;
  const push = git.push?.may === "yes" ? "may push" : `push: ${git.push?.may ?? "unknown"}`;
  const paths = [
    queue?.value,
    tasks && `${tasks.value}/`,
    journal && `${journal}/`,
    ...lessons.map((path) => `${path}/`),
  ];
  return [
    `git: branch ${git.branch}, ${git.remote ? `remote ${git.remote.name} (${git.remote.url}), ${push}` : "no remote"}`,
    ...(facts.isGptme ? [`gptme.toml${agentName ? `: the agent ${agentName.value}` : ""}`] : []),
    ...reportLine("work", paths),
    ...reportLine("instructions", [...instructions, claudeFolder && ".claude/"]),
    ...reportLine("not in git", copy),
    ...reportLine("to install", [...setup.map(({ from, value }) => `${value} (${from})`), submodules && "submodules"]),
    ...jobs.map(({ start, when, call }) => {
      const due = when.map(({ value }) => value).join(", ") || "at no known time";
      return `${start.from}: ${call.value.program}, ${due}`;
    }),
    `installed: ${installed.map(({ name, version }) => `${name} (${version})`).join(", ") || "none of claude, gptme, ollama"}`,
  ];
}

function reportLine(what: string, parts: readonly (string | false | undefined)[]): string[] {
  const present = parts.filter(Boolean);
  return present.length > 0 ? [`${what}: ${present.join(", ")}`] : [];
}

/** Notes for a person about publishing, and about what runs the agents. */
export function gitNotes({ git, installed }: Survey, made: NewRemote | undefined): string[] {
  const { remote, push } = git;
  const unknown = installed.filter(
    ({ name }) => name === "ollama" && !backends.some((backend) => backend.name === name),
  );
  return [
    ...(made
      ? [
          `there is no remote: a bare repository would be made at ${made.path}; afterwards: git remote add origin ${shellWord(made.path)}`,
        ]
      : []),
    ...(remote?.hadSecret
      ? [`the address of ${remote.name} holds a password or a token: it was left out, so git needs a credential helper`]
      : []),
    ...(push?.may === "no" ? [`this machine may not push to ${remote?.name}: ${push.reason}`] : []),
    ...(push?.may === "unknown"
      ? [`whether this machine may push to ${remote?.name} cannot be checked: ${push.reason}`]
      : []),
    ...(git.branchFrom.startsWith("HEAD is detached")
      ? [`${git.branchFrom}: agents would publish on ${git.branch}`]
      : []),
    ...unknown.map(({ name }) => `${name} is installed, and this version of midwatch has no backend for it`),
  ];
}
