/** No new sessions for an agent, or for all ("*"), until somebody says start. */
export interface Stop {
  readonly scope: string;
  readonly owner: string;
  readonly reason: string;
  readonly at: number;
}
