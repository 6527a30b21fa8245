import type { RepositoryEvidence } from "./repository-evidence.ts";

/**
 * Evidence an audit believes: the ledger's rows as they are on the disk, the repositories, and which clones there are.
 */
export interface FleetEvidence {
  /** Answers a question to the ledger. Changes nothing. */
  rows<Row>(sql: string, ...values: readonly string[]): readonly Row[];
  readonly repositories: readonly RepositoryEvidence[];
  /** Sessions whose clone is still there. */
  readonly clones: readonly string[];
}

/** The repository of a workspace; undefined for one that is not declared any more. */
export const repositoryOf = ({ repositories }: FleetEvidence, workspace: string): RepositoryEvidence | undefined =>
  repositories.find(({ name }) => name === workspace);
