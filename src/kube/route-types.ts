import type { Json } from './json.ts';
import type { Body, IntOrString, Maybe } from './types.ts';

// The route kinds and what settles them, with the fields that we read; see types.ts.

export interface IngressBody extends Body {
  readonly spec?: Maybe<{
    readonly ingressClassName?: Maybe<string>;
    readonly defaultBackend?: Maybe<IngressBackend>;
    readonly backend?: Maybe<IngressBackend>;
    readonly rules?: Maybe<
      readonly {
        readonly host?: Maybe<string>;
        readonly http?: Maybe<{
          readonly paths?: Maybe<
            readonly {
              readonly path?: Maybe<string>;
              readonly pathType?: Maybe<string>;
              readonly backend?: Maybe<IngressBackend>;
            }[]
          >;
        }>;
      }[]
    >;
  }>;
}

/** v1 says `service`; the removed versions said `serviceName` and `servicePort`. */
export interface IngressBackend {
  readonly service?: Maybe<{
    readonly name?: Maybe<string>;
    readonly port?: Maybe<{ readonly name?: Maybe<string>; readonly number?: Maybe<number> }>;
  }>;
  readonly resource?: Maybe<{ readonly [field: string]: Json }>;
  readonly serviceName?: Maybe<string>;
  readonly servicePort?: Maybe<IntOrString>;
}

export interface GatewayRouteBody extends Body {
  readonly spec?: Maybe<{
    readonly hostnames?: Maybe<readonly string[]>;
    readonly parentRefs?: Maybe<readonly ParentRef[]>;
    readonly rules?: Maybe<readonly GatewayRouteRule[]>;
  }>;
}

export interface ParentRef {
  readonly group?: Maybe<string>;
  readonly kind?: Maybe<string>;
  readonly namespace?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly sectionName?: Maybe<string>;
  readonly port?: Maybe<number>;
}

export interface GatewayRouteRule {
  readonly matches?: Maybe<readonly { readonly path?: Maybe<{ readonly value?: Maybe<string> }> }[]>;
  readonly filters?: Maybe<readonly GatewayRouteFilter[]>;
  readonly backendRefs?: Maybe<readonly GatewayBackendRef[]>;
}

export interface GatewayRouteFilter {
  readonly type?: Maybe<string>;
  readonly requestMirror?: Maybe<{ readonly backendRef?: Maybe<GatewayBackendRef> }>;
}

export interface GatewayBackendRef {
  readonly group?: Maybe<string>;
  readonly kind?: Maybe<string>;
  readonly namespace?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly port?: Maybe<number>;
  readonly weight?: Maybe<number>;
}

export interface GatewayBody extends Body {
  readonly spec?: Maybe<{ readonly gatewayClassName?: Maybe<string> }>;
}

export interface ReferenceGrantBody extends Body {
  readonly spec?: Maybe<{
    readonly from?: Maybe<
      readonly {
        readonly group?: Maybe<string>;
        readonly kind?: Maybe<string>;
        readonly namespace?: Maybe<string>;
      }[]
    >;
    readonly to?: Maybe<
      readonly {
        readonly group?: Maybe<string>;
        readonly kind?: Maybe<string>;
        readonly name?: Maybe<string>;
      }[]
    >;
  }>;
}

/** Both IngressClass (`controller`) and GatewayClass (`controllerName`). */
export interface ClassBody extends Body {
  readonly spec?: Maybe<{ readonly controller?: Maybe<string>; readonly controllerName?: Maybe<string> }>;
}

export interface OpenShiftRouteBody extends Body {
  readonly spec?: Maybe<{
    readonly host?: Maybe<string>;
    readonly path?: Maybe<string>;
    readonly to?: Maybe<OpenShiftTarget>;
    readonly alternateBackends?: Maybe<readonly OpenShiftTarget[]>;
    readonly port?: Maybe<{ readonly targetPort?: Maybe<IntOrString> }>;
    readonly tls?: Maybe<{ readonly termination?: Maybe<string> }>;
  }>;
}

export interface OpenShiftTarget {
  readonly kind?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly weight?: Maybe<number>;
}
