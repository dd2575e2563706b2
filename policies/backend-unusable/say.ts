export type Data =
  | {
      readonly is: 'refused';
      readonly route: string;
      readonly service: string;
      readonly controllers: readonly string[];
      /** Of the first controller. */
      readonly why: string;
    }
  | { readonly is: 'no-backend' | 'no-weight'; readonly route: string; readonly match: string }
  | {
      readonly is: 'protocol';
      readonly route: string;
      readonly service: string;
      readonly port: string;
      readonly protocol: string;
    }
  | { readonly is: 'kind'; readonly route: string; readonly kind: string };

export function say(data: Data): string {
  const { route } = data;
  switch (data.is) {
    case 'refused': {
      const by = data.controllers.join(' or ');
      return `${route} names ${data.service}, which ${by} does not serve: ${data.why}`;
    }
    case 'no-backend':
      return `${route} has no backendRefs for "${data.match}", and no filter that answers`;
    case 'no-weight':
      return `${route} sends "${data.match}" to no backend: the weights sum to 0`;
    case 'protocol':
      return `${route} names port ${data.port} of ${data.service}, which carries ${data.protocol}, and HTTP needs TCP`;
    case 'kind':
      return `${route} has a backend of kind "${data.kind}", which only some controllers serve`;
    default:
      return data satisfies never;
  }
}
