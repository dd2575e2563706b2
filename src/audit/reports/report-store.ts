export const actions = ['written', 'unchanged', 'deleted', 'failed'] as const;
export type Action = (typeof actions)[number];
export type Actions = Readonly<Record<Action, number>>;

export interface Synced {
  readonly actions: Actions;
  /** Results that did not fit into their reports. */
  readonly leftOut: number;
}
