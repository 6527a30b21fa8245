/** No new sessions for an agent, or for all ("*"), until a person says start. */
export interface Stop {
  readonly scope: string;
  readonly owner: string;
  readonly reason: string;
  readonly at: number;
}
