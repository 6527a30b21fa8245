/** Text without the part before the @ of each address: it is what people sign in with. */
export const withoutUser = (text: string): string => text.replaceAll(/:\/\/[^/@\s]+@/g, "://");
