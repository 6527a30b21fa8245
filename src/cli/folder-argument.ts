import { resolve } from "node:path";
import { findFleet } from "../fleet-folder.ts";
import type { CommonArguments } from "./command.ts";

/** The fleet's folder a command is about: the one that was named, or the nearest from here upwards. */
export const folderOf = ({ fleet }: CommonArguments): string =>
  fleet === undefined ? findFleet(process.cwd()) : resolve(fleet);
