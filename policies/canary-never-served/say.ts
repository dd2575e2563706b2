export type Data =
  | { readonly is: 'no-main'; readonly canary: string; readonly match: string; readonly controller: string }
  | {
      readonly is: 'path-type';
      readonly canary: string;
      readonly match: string;
      readonly controller: string;
      readonly own: string;
      readonly main: string;
      readonly mains: string;
    }
  | {
      readonly is: 'own-service';
      readonly canary: string;
      readonly controller: string;
      readonly service: string;
      readonly main: string;
    }
  | {
      readonly is: 'main-empty';
      readonly canary: string;
      readonly controller: string;
      readonly main: string;
      readonly service: string;
      readonly workload: string;
    }
  | {
      readonly is: 'stable-unrouted';
      readonly rollout: string;
      readonly ingress: string;
      readonly service: string;
    }
  | {
      readonly is: 'stable-emptied';
      readonly rollout: string;
      readonly ingress: string;
      readonly service: string;
      readonly isStep: boolean;
    };

export function say(data: Data): string {
  switch (data.is) {
    case 'no-main':
      return `${data.canary} is a canary for "${data.match}", and no other Ingress has that host and path, so ${data.controller} drops it`;
    case 'path-type':
      return `${data.canary} is a canary for "${data.match}" with pathType "${data.own}", and ${data.main} has "${data.mains}", so ${data.controller} drops the canary`;
    case 'own-service':
      return `${data.canary} is a canary with ${data.service}, which ${data.main} has for that path, too, so it changes nothing; if the canary is older, ${data.controller} leaves the main out`;
    case 'main-empty':
      return `${data.canary} is a canary of ${data.main}, whose ${data.service} has no pods: ${data.workload} has 0 replicas, and ${data.controller} needs a pod of the main whatever the weight is`;
    case 'stable-unrouted':
      return `${data.rollout} divides the requests of ${data.ingress}, which has no rule for its stable Service "${data.service}", so its rollouts stop`;
    case 'stable-emptied':
      return `${data.rollout} has dynamicStableScale, and ${data.isStep ? 'a step of weight 100' : 'the end of a rollout'} takes every pod of Service "${data.service}", without which ${data.ingress} does not reach the canary`;
    default:
      return data satisfies never;
  }
}
