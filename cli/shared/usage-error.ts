/** A mistake in the call of a command, or in a file that it reads or writes. Its message is for the user. */
export class UsageError extends Error {}
