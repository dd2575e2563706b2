import type { Json } from './json.ts';
import type { WorkloadStatus } from './status.ts';

/**
 * The fields that we read, named and typed as in the API, each absent where its author left it out.
 * A null in a manifest is an absent field, as the API server decodes it.
 */
export type Maybe<T> = T | null | undefined;
export type IntOrString = number | string;
export type Labels = { readonly [key: string]: string | null };

export interface Meta {
  readonly name?: Maybe<string>;
  readonly namespace?: Maybe<string>;
  readonly labels?: Maybe<Labels>;
  readonly annotations?: Maybe<Labels>;
  readonly ownerReferences?: Maybe<readonly OwnerReference[]>;
  readonly deletionTimestamp?: Maybe<string>;
  /** Grows with every change of `spec`; read of workloads alone, beside their status. */
  readonly generation?: Maybe<number>;
}

export interface OwnerReference {
  readonly apiVersion?: Maybe<string>;
  readonly kind?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly controller?: Maybe<boolean>;
}

export interface Body {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Maybe<Meta>;
}

export interface LabelSelector {
  readonly matchLabels?: Maybe<Labels>;
  readonly matchExpressions?: Maybe<readonly LabelRequirement[]>;
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: Maybe<readonly (string | null)[]>;
}

export interface ServiceBody extends Body {
  readonly spec?: Maybe<{
    readonly type?: Maybe<string>;
    readonly clusterIP?: Maybe<string>;
    readonly selector?: Maybe<Labels>;
    readonly ports?: Maybe<readonly ServicePort[]>;
    readonly publishNotReadyAddresses?: Maybe<boolean>;
    readonly externalTrafficPolicy?: Maybe<string>;
    readonly internalTrafficPolicy?: Maybe<string>;
  }>;
}

export interface ServicePort {
  readonly name?: Maybe<string>;
  readonly port: number;
  readonly targetPort?: Maybe<IntOrString>;
  readonly protocol?: Maybe<string>;
  readonly appProtocol?: Maybe<string>;
}

export interface PodTemplate {
  readonly metadata?: Maybe<Meta>;
  readonly spec?: Maybe<PodSpec>;
}

export interface PodSpec {
  readonly restartPolicy?: Maybe<string>;
  readonly containers?: Maybe<readonly Container[]>;
  readonly initContainers?: Maybe<readonly Container[]>;
  readonly volumes?: Maybe<readonly Volume[]>;
  readonly hostNetwork?: Maybe<boolean>;
  readonly terminationGracePeriodSeconds?: Maybe<number>;
  readonly readinessGates?: Maybe<readonly Json[]>;
  readonly affinity?: Maybe<{
    readonly podAntiAffinity?: Maybe<{
      readonly requiredDuringSchedulingIgnoredDuringExecution?: Maybe<readonly Json[]>;
    }>;
  }>;
  readonly topologySpreadConstraints?: Maybe<readonly { readonly whenUnsatisfiable?: Maybe<string> }[]>;
}

export interface Container {
  readonly name?: Maybe<string>;
  readonly image?: Maybe<string>;
  readonly ports?: Maybe<readonly ContainerPort[]>;
  readonly command?: Maybe<readonly (string | null)[]>;
  readonly args?: Maybe<readonly (string | null)[]>;
  readonly env?: Maybe<
    readonly {
      readonly name?: Maybe<string>;
      readonly value?: Maybe<string>;
      readonly valueFrom?: Json | undefined;
    }[]
  >;
  readonly envFrom?: Maybe<readonly Json[]>;
  readonly readinessProbe?: Maybe<Probe>;
  readonly livenessProbe?: Maybe<Probe>;
  readonly startupProbe?: Maybe<Probe>;
  readonly lifecycle?: Maybe<{
    readonly preStop?: Maybe<LifecycleHandler>;
    readonly postStart?: Json | undefined;
  }>;
  readonly restartPolicy?: Maybe<string>;
}

export interface ContainerPort {
  readonly name?: Maybe<string>;
  readonly containerPort: number;
  readonly hostPort?: Maybe<number>;
  readonly protocol?: Maybe<string>;
}

export interface Probe {
  readonly httpGet?: Maybe<{
    readonly port?: Maybe<IntOrString>;
    readonly path?: Maybe<string>;
    readonly scheme?: Maybe<string>;
    readonly host?: Maybe<string>;
  }>;
  readonly tcpSocket?: Maybe<{ readonly port?: Maybe<IntOrString>; readonly host?: Maybe<string> }>;
  readonly grpc?: Maybe<{ readonly port?: Maybe<IntOrString> }>;
  readonly exec?: Maybe<{ readonly command?: Maybe<readonly (string | null)[]> }>;
  readonly initialDelaySeconds?: Maybe<number>;
  readonly periodSeconds?: Maybe<number>;
  readonly timeoutSeconds?: Maybe<number>;
  readonly successThreshold?: Maybe<number>;
  readonly failureThreshold?: Maybe<number>;
}

export interface LifecycleHandler {
  readonly exec?: Maybe<{ readonly command?: Maybe<readonly (string | null)[]> }>;
  readonly httpGet?: Json | undefined;
  readonly sleep?: Maybe<{ readonly seconds?: Maybe<number> }>;
}

export interface Volume {
  readonly name?: Maybe<string>;
  readonly configMap?: Maybe<{ readonly name?: Maybe<string> }>;
  readonly secret?: Json | undefined;
  readonly projected?: Json | undefined;
  readonly persistentVolumeClaim?: Maybe<{ readonly claimName?: Maybe<string> }>;
  readonly ephemeral?: Json | undefined;
}

export interface WorkloadBody extends Body {
  readonly spec?: Maybe<{
    readonly replicas?: Maybe<number>;
    readonly paused?: Maybe<boolean>;
    readonly suspend?: Maybe<boolean>;
    readonly selector?: Maybe<LabelSelector & Labels>;
    readonly template?: Maybe<PodTemplate>;
    readonly jobTemplate?: Maybe<{ readonly spec?: Maybe<{ readonly template?: Maybe<PodTemplate> }> }>;
    readonly strategy?: Maybe<Strategy>;
    readonly updateStrategy?: Maybe<Strategy>;
    readonly podManagementPolicy?: Maybe<string>;
    readonly ordinals?: Maybe<{ readonly start?: Maybe<number> }>;
    readonly volumeClaimTemplates?: Maybe<readonly Json[]>;
    readonly workloadRef?: Maybe<{
      readonly apiVersion?: Maybe<string>;
      readonly kind?: Maybe<string>;
      readonly name?: Maybe<string>;
    }>;
  }>;
  readonly status?: Maybe<WorkloadStatus>;
}

export interface Strategy {
  readonly type?: Maybe<string>;
  readonly rollingUpdate?: Maybe<RollingUpdate>;
  readonly rollingParams?: Maybe<RollingUpdate>;
  readonly canary?: Maybe<RollingUpdate & { readonly [field: string]: Json | undefined }>;
  readonly blueGreen?: Maybe<{ readonly [field: string]: Json }>;
}

export interface RollingUpdate {
  readonly maxUnavailable?: Maybe<IntOrString>;
  readonly maxSurge?: Maybe<IntOrString>;
  readonly partition?: Maybe<number>;
}

export interface NetworkPolicyBody extends Body {
  readonly spec?: Maybe<{
    readonly podSelector?: Maybe<LabelSelector>;
    readonly policyTypes?: Maybe<readonly string[]>;
    readonly ingress?: Maybe<readonly NetworkPolicyRule[]>;
    readonly egress?: Maybe<readonly Json[]>;
  }>;
}

export interface NetworkPolicyRule {
  readonly from?: Maybe<readonly NetworkPolicyPeer[]>;
  readonly ports?: Maybe<readonly NetworkPolicyPort[]>;
}

export interface NetworkPolicyPeer {
  readonly podSelector?: Maybe<LabelSelector>;
  readonly namespaceSelector?: Maybe<LabelSelector>;
  readonly ipBlock?: Maybe<{ readonly cidr?: Maybe<string>; readonly except?: Maybe<readonly string[]> }>;
}

export interface NetworkPolicyPort {
  readonly protocol?: Maybe<string>;
  readonly port?: Maybe<IntOrString>;
  readonly endPort?: Maybe<number>;
}

/** HorizontalPodAutoscaler (`minReplicas`, `maxReplicas`) and KEDA ScaledObject (`minReplicaCount`, `maxReplicaCount`). */
export interface ScalerBody extends Body {
  readonly spec?: Maybe<{
    readonly scaleTargetRef?: Maybe<{
      readonly apiVersion?: Maybe<string>;
      readonly kind?: Maybe<string>;
      readonly name?: Maybe<string>;
    }>;
    readonly minReplicas?: Maybe<number>;
    readonly maxReplicas?: Maybe<number>;
    readonly minReplicaCount?: Maybe<number>;
    readonly maxReplicaCount?: Maybe<number>;
  }>;
}

export interface EndpointSliceBody extends Body {
  readonly ports?: Maybe<readonly { readonly name?: Maybe<string>; readonly port?: Maybe<number> }[]>;
  readonly endpoints?: Maybe<readonly Endpoint[]>;
}

export interface Endpoint {
  /** Absent is true for `ready` and `serving`, and false for `terminating`. */
  readonly conditions?: Maybe<{
    readonly ready?: Maybe<boolean>;
    readonly serving?: Maybe<boolean>;
    readonly terminating?: Maybe<boolean>;
  }>;
}

export interface ClaimBody extends Body {
  readonly spec?: Maybe<{ readonly accessModes?: Maybe<readonly string[]> }>;
}
