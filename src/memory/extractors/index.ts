import type { Extractor } from "../../core/contracts/memory.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { commandExtractor } from "./command.ts";
import { model } from "./model.ts";
import { notes } from "./notes.ts";

export const extractors: readonly Factory<Extractor>[] = [notes, model, commandExtractor];
