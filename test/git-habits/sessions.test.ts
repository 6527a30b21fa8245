import { onAcp, onCommand, onOllama } from "../end-to-end/hires.ts";
import { HABITS, type UsualSession } from "./habits.ts";
import { describeHabits } from "./sessions.ts";

/** One each of what is published, kept beside it, refused. All of them on all backends: "npm run test:real". */
const EXAMPLES = new Map([
  ["a command", "commits on a branch, and goes back to main"],
  ["ollama's loop", "leaves a merge open"],
  ["an agent that speaks ACP", "commits, as nobody in particular"],
]);

const HIRES = { "a command": onCommand, "ollama's loop": onOllama, "an agent that speaks ACP": onAcp };

for (const [name, hire] of Object.entries(HIRES)) {
  const habits = HABITS.filter((habit: UsualSession) => habit.name === EXAMPLES.get(name));
  describeHabits(name, hire, habits);
}
