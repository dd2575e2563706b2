/** What is wrong with a call, for who made it: never a verdict. */
export interface HttpFault {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415 | 500;
  /** Names the place, and what fits there. */
  readonly error: string;
}

export const isFault = (value: object): value is HttpFault => 'status' in value && 'error' in value;
