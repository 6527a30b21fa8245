import type { RepositoryFiles } from "./repository-files.ts";

const DECLARED = /^\s*objectformat\s*=\s*sha256\s*$/im;

/** Whether a repository says that it calls what it has by the longer hash. */
export const isSha256 = (files: RepositoryFiles): boolean => DECLARED.test(files.text("config"));
