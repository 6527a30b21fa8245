import type { RepositoryFiles } from "./repository-files.ts";

const DECLARED = /^\s*objectformat\s*=\s*sha256\s*$/im;

/** True when a repository says that it names its objects by SHA-256. */
export const isSha256 = (files: RepositoryFiles): boolean => DECLARED.test(files.text("config"));
