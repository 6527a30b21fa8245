import { isSomebodyThere } from "./questions.ts";
import { spoken } from "./views/doing.ts";

/** Only a person's yes is one: nobody at a terminal, or Ctrl-C, is a no. */
export async function confirm(message: string): Promise<boolean> {
  if (!isSomebodyThere()) return false;
  const { default: ask } = await import("@inquirer/confirm");
  spoken();
  return ask({ message, default: false }).catch((thrown: unknown) => {
    if (thrown instanceof Error && thrown.name === "ExitPromptError") return false;
    throw thrown;
  });
}
