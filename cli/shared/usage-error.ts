/** A mistake in how the command was called, or in a file that it was told to read or write. Its message is for the user. */
export class UsageError extends Error {}
