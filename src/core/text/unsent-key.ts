/** Under which a person is asked about an effect. */
export const unsentKey = (effect: string): string => `unsent:${effect}`;
