import type { Redirection } from "unbash";
import { partsValue, type Variables, valuesOf } from "./shell-words.ts";

/** Texts that a script has written to files on its way, by their names as it says them. */
export type Written = Map<string, string>;

/** Text that a command reads on stdin, by its own redirections; undefined where they say nothing of it. */
export function inputOf(redirects: readonly Redirection[], variables: Variables, written: Written): string | undefined {
  return redirects
    .map((redirect) => {
      if (redirect.type === "HereDoc") return hereText(redirect, variables);
      const target = redirect.target && valuesOf(redirect.target, variables).join(" ");
      if (target === undefined || target === "/dev/null") return undefined;
      if (redirect.type === "HereString") return target;
      return redirect.operator === "<" ? (written.get(target) ?? `$(cat ${target})`) : undefined;
    })
    .findLast((text) => text !== undefined);
}

function hereText(
  { body, delimiter, operator }: Extract<Redirection, { type: "HereDoc" }>,
  variables: Variables,
): string {
  const text = delimiter?.quoted || !body.parts ? body.text : partsValue(body.parts, variables);
  return operator === "<<-" ? text.replaceAll(/^\t+/gm, "") : text;
}

/** Files that a command's output goes to, with whether it is added to them. */
export function outputsOf(redirects: readonly Redirection[], variables: Variables): { file: string; adds: boolean }[] {
  return redirects.flatMap((redirect) => {
    if (redirect.type !== "Redirect" || !redirect.target || !/^&?>>?$|^>\|$/.test(redirect.operator)) return [];
    const file = valuesOf(redirect.target, variables).join(" ");
    const isError = redirect.descriptor?.type === "FileDescriptor" && redirect.descriptor.value !== 1;
    return isError ? [] : [{ file, adds: redirect.operator.endsWith(">>") }];
  });
}

/** Text that a command prints which does nothing else: `cat`, `echo`, `printf`. Undefined for any other. */
export function printedBy(argv: readonly string[], input: string | undefined, written: Written): string | undefined {
  const [program, ...args] = argv;
  if (program === "cat") return catenated(args, input, written);
  if (program === "echo") return args.slice(args.findIndex((arg) => !/^-[neE]+$/.test(arg))).join(" ");
  if (program !== "printf") return undefined;
  const [format = "", ...values] = args;
  if (/^%s(?:\\n)*$/.test(format)) return values.join("\n");
  return format.includes("%") ? undefined : format.replaceAll("\\n", "\n").trim();
}

function catenated(args: readonly string[], input: string | undefined, written: Written): string | undefined {
  const files = args.filter((arg) => arg !== "-");
  if (files.some((file) => file.startsWith("-"))) return undefined;
  const [file, second] = files;
  if (file === undefined) return input;
  return second === undefined ? (written.get(file) ?? `$(cat ${file})`) : undefined;
}
