import type { HealthReport } from "../contracts/health-report.ts";

/** The name of a cause. */
export const incidentKey = ({ check, about }: Pick<HealthReport, "check" | "about">): string =>
  about === undefined ? check : `${check}:${about}`;
