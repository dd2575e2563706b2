/** A fault of a call, for the caller; never a verdict. */
export interface HttpFault {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415 | 500;
  /** Names the field and a valid value. */
  readonly error: string;
}

export const isFault = (value: object): value is HttpFault => 'status' in value && 'error' in value;
