{{- define "ingress-policy.configurationAnnotations" -}}
# AKS would otherwise put a selector of its own here, and a GitOps controller take it away again, for ever.
admissions.enforcer/disabled: "true"
{{- if .Values.certificates.certManager.enabled }}
# Of the leaf, whose Secret holds the CA that has really signed what is served.
cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "ingress-policy.fullname" . }}
{{- end }}
{{- end }}

{{/* What both webhooks have, but for their rules. */}}
{{- define "ingress-policy.webhook" -}}
{{- $values := .top.Values -}}
admissionReviewVersions: [v1]
clientConfig:
  service:
    name: {{ include "ingress-policy.fullname" .top }}
    namespace: {{ .top.Release.Namespace }}
    path: /{{ .door }}
    port: 443
  {{- if not $values.certificates.certManager.enabled }}
  caBundle: {{ $values.certificates.caBundle }}
  {{- end }}
failurePolicy: {{ $values.webhook.failurePolicy }}
matchPolicy: Equivalent
sideEffects: None
timeoutSeconds: {{ if eq .door "validate" }}{{ $values.webhook.timeoutSeconds.validate }}{{ else }}{{ $values.webhook.timeoutSeconds.mutate }}{{ end }}
# A webhook must be in nobody's way who is needed for it to start.
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values:
        {{- range uniq (concat (list .top.Release.Namespace) $values.excludedNamespaces) }}
        - {{ . }}
        {{- end }}
matchConditions:
  {{- include "ingress-policy.matchConditions" .top | nindent 2 }}
{{- end }}
