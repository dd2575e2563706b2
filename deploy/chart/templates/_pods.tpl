{{/* The restricted level of Pod Security, and the root read-only besides. */}}
{{- define "ingress-policy.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
# The key of the certificate is a file that the group may read.
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "ingress-policy.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "ingress-policy.env" -}}
# Node.js would keep compiled code in a folder, and there is none to write.
- name: NODE_DISABLE_COMPILE_CACHE
  value: "1"
{{- with .nodeOptions }}
# Well below the limit of memory: what is not the heap needs about 120 MiB.
- name: NODE_OPTIONS
  value: {{ quote . }}
{{- end }}
{{- end }}

{{- define "ingress-policy.probes" -}}
readinessProbe:
  httpGet:
    path: /readyz
    port: health
  periodSeconds: 5
  timeoutSeconds: 2
  failureThreshold: 2
# Answers whenever the event loop turns: a restart mends nothing else.
livenessProbe:
  httpGet:
    path: /healthz
    port: health
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- define "ingress-policy.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
