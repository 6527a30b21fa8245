import { it } from "vitest";
import { killWriters } from "./killing.ts";

it(
  "S08: four writers, killed with -9 again and again, lose no memory that was kept, and tear none",
  () => killWriters(6),
  60_000,
);
