import type { Symptom } from '../routes/failure.ts';
import type { Finding } from '../rule.ts';
import { list } from './plural.ts';

/** What the client sees, or that the API server refuses the object. */
export function clientSees({
  failure,
  symptoms,
}: Finding): { readonly by: string; readonly text: string } | null {
  if (symptoms.length === 0) return null;
  if (failure === 'rejected')
    return { by: 'kubectl', text: [...new Set(symptoms.map(({ status }) => status))].join(', ') };
  return { by: 'client', text: symptomText(symptoms) };
}

/** `503 from ingress-nginx, HAProxy and Envoy; 502 from Traefik; always`. */
function symptomText(symptoms: readonly Symptom[]): string {
  const groups = new Map<string, { status: string; when: string; controllers: Set<string> }>();
  for (const { status, when, controller } of symptoms) {
    const key = JSON.stringify([status, when]);
    const group = groups.get(key) ?? { status, when, controllers: new Set<string>() };
    group.controllers.add(controller);
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => b.controllers.size - a.controllers.size);
  const whens = new Set(symptoms.map(({ when }) => when));
  const texts = sorted.map(({ status, when, controllers }) => {
    const text = `${status} from ${list([...controllers])}`;
    return whens.size === 1 ? text : `${text} ${when}`;
  });
  if (whens.size !== 1) return texts.join('; ');
  return `${texts.join('; ')}${texts.length === 1 ? ',' : ';'} ${[...whens].join('')}`;
}
