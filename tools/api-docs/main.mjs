// npm run docs: writes docs/api.
import process from "node:process";
import { PAGES, writeApi } from "./api.mjs";

const { complaints } = await writeApi(PAGES);
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
