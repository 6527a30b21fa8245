import { isAbsolute, relative } from "node:path";
import type { RequestPermissionRequest, RequestPermissionResponse, ToolKind } from "@agentclientprotocol/sdk/unstable";
import { DEFAULT_TOOLS, type Tool, type ToolName } from "../../core/contracts/agent.ts";

/** The protocol's kinds of calls as our words. What is not here is not ours to grant. */
const ACP_TOOLS: Readonly<Partial<Record<ToolKind, ToolName>>> = {
  read: "read",
  edit: "edit",
  delete: "edit",
  move: "edit",
  search: "search",
  execute: "run",
  fetch: "web",
};

/** It touches nothing: plans, to-do lists. */
const HARMLESS: ToolKind = "think";

export type Decision = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Allows a call that the agent's file declares, and that stays in its clone as far as it says where it goes. */
export function decide(
  { kind, title, locations }: RequestPermissionRequest["toolCall"],
  { tools = DEFAULT_TOOLS, cwd }: { readonly tools?: readonly Tool[]; readonly cwd: string },
): Decision {
  const what = title ?? kind ?? "a call";
  if (kind === HARMLESS) return { ok: true };
  const tool = ACP_TOOLS[kind ?? "other"];
  if (tool === undefined) return refuse(what, `it is of no kind that an agent's file can declare (${kind ?? "other"})`);
  if (!tools.includes(tool)) return refuse(what, `its file declares ${tools.join(", ")}, not ${tool}`);
  const outside = tool === "run" ? undefined : locations?.find(({ path }) => !isWithin(cwd, path));
  if (outside) return refuse(what, `${outside.path} is outside its clone`);
  return { ok: true };
}

const refuse = (what: string, why: string): Decision => ({
  ok: false,
  reason: `It was not allowed "${what}": ${why}.`,
});

function isWithin(folder: string, path: string): boolean {
  const way = isAbsolute(path) ? relative(folder, path) : path;
  return way !== ".." && !way.startsWith("../");
}

/** The decision as one of the answers the agent offers; never one for longer than this call. */
export function answerTo({ options }: RequestPermissionRequest, { ok }: Decision): RequestPermissionResponse {
  const wanted = ok ? (["allow_once", "allow_always"] as const) : (["reject_once", "reject_always"] as const);
  const option = wanted.map((kind) => options.find((offered) => offered.kind === kind)).find(Boolean);
  if (!option) return { outcome: { outcome: "cancelled" } };
  return { outcome: { outcome: "selected", optionId: option.optionId } };
}
