import { it } from "vitest";
import { killWriters } from "../memory/killing.ts";

it(
  "S08: four writers, killed thirty times with -9, lose no memory that was kept, and tear none",
  () => killWriters(30),
  120_000,
);
