{{/* Generated from deploy/registration.ts and deploy/rights.ts by "npm run generate". Changes made here are lost. */}}

{{- define "ingress-policy.rules.validate" -}}
- apiGroups: [""]
  apiVersions: [v1]
  resources: [services, replicationcontrollers]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [apps]
  apiVersions: [v1]
  resources: [deployments, statefulsets, daemonsets]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [apps.openshift.io]
  apiVersions: [v1]
  resources: [deploymentconfigs]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [argoproj.io]
  apiVersions: [v1alpha1]
  resources: [rollouts]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [networking.k8s.io]
  apiVersions: [v1]
  resources: [ingresses, networkpolicies]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [autoscaling]
  apiVersions: [v2, v1]
  resources: [horizontalpodautoscalers]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [keda.sh]
  apiVersions: [v1alpha1]
  resources: [scaledobjects]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [gateway.networking.k8s.io]
  apiVersions: [v1, v1beta1, v1alpha2]
  resources: [httproutes, gateways, referencegrants]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [gateway.networking.k8s.io]
  apiVersions: [v1, v1alpha2]
  resources: [grpcroutes, tcproutes]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [gateway.networking.k8s.io]
  apiVersions: [v1, v1alpha3, v1alpha2]
  resources: [tlsroutes]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [gateway.networking.k8s.io]
  apiVersions: [v1]
  resources: [listenersets]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [gateway.networking.k8s.io]
  apiVersions: [v1, v1alpha3]
  resources: [backendtlspolicies]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [route.openshift.io]
  apiVersions: [v1]
  resources: [routes]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [projectcontour.io]
  apiVersions: [v1]
  resources: [httpproxies]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [traefik.io]
  apiVersions: [v1alpha1]
  resources: [ingressroutes]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [networking.istio.io]
  apiVersions: [v1, v1beta1, v1alpha3]
  resources: [virtualservices]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [security.istio.io]
  apiVersions: [v1, v1beta1]
  resources: [peerauthentications]
  operations: [CREATE, UPDATE]
  scope: Namespaced
{{- end }}

{{- define "ingress-policy.rules.mutate" -}}
- apiGroups: [""]
  apiVersions: [v1]
  resources: [replicationcontrollers]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [apps]
  apiVersions: [v1]
  resources: [deployments, statefulsets, daemonsets]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [apps.openshift.io]
  apiVersions: [v1]
  resources: [deploymentconfigs]
  operations: [CREATE, UPDATE]
  scope: Namespaced
- apiGroups: [argoproj.io]
  apiVersions: [v1alpha1]
  resources: [rollouts]
  operations: [CREATE, UPDATE]
  scope: Namespaced
{{- end }}

{{- define "ingress-policy.matchConditions" -}}
# Never refused: objects that are being deleted.
- name: not-being-deleted
  expression: |-
    request.operation == 'CREATE' || !has(object.metadata.deletionTimestamp)
# Never refused: writes of nodes,
- name: not-by-a-node
  expression: |-
    !(has(request.userInfo.groups) && 'system:nodes' in request.userInfo.groups)
# of the controllers in kube-system,
- name: not-by-kube-system
  expression: |-
    !(has(request.userInfo.groups) && 'system:serviceaccounts:kube-system' in request.userInfo.groups)
# and of the control plane.
- name: not-by-the-control-plane
  expression: |-
    !has(request.userInfo.username) ||
    !(request.userInfo.username in ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'])
# Not checked: an update without a change of spec, labels, annotations and owners.
- name: changes-what-is-read
  expression: |-
    request.operation != 'UPDATE' || oldObject == null ||
    !(object.?spec.orValue(null) == oldObject.?spec.orValue(null) &&
      object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({}) &&
      object.metadata.?annotations.orValue({}) == oldObject.metadata.?annotations.orValue({}) &&
      object.metadata.?ownerReferences.orValue([]) == oldObject.metadata.?ownerReferences.orValue([]))
{{- end }}

{{- define "ingress-policy.rights.webhook" -}}
- apiGroups: [""]
  resources: [services, replicationcontrollers, namespaces, persistentvolumeclaims]
  verbs: [get, list, watch]
- apiGroups: [apps]
  resources: [deployments, statefulsets, daemonsets]
  verbs: [get, list, watch]
- apiGroups: [batch]
  resources: [jobs, cronjobs]
  verbs: [get, list, watch]
- apiGroups: [apps.openshift.io]
  resources: [deploymentconfigs]
  verbs: [get, list, watch]
- apiGroups: [argoproj.io]
  resources: [rollouts]
  verbs: [get, list, watch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, ingressclasses, networkpolicies]
  verbs: [get, list, watch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch]
- apiGroups: [keda.sh]
  resources: [scaledobjects]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes, grpcroutes, tlsroutes, tcproutes, gateways, listenersets, gatewayclasses, referencegrants, backendtlspolicies]
  verbs: [get, list, watch]
- apiGroups: [route.openshift.io]
  resources: [routes]
  verbs: [get, list, watch]
- apiGroups: [operator.openshift.io]
  resources: [ingresscontrollers]
  verbs: [get, list, watch]
- apiGroups: [projectcontour.io]
  resources: [httpproxies]
  verbs: [get, list, watch]
- apiGroups: [traefik.io]
  resources: [ingressroutes]
  verbs: [get, list, watch]
- apiGroups: [networking.istio.io]
  resources: [virtualservices]
  verbs: [get, list, watch]
- apiGroups: [security.istio.io]
  resources: [peerauthentications]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
- apiGroups: [apps]
  resources: [replicasets, controllerrevisions]
  verbs: [list]
{{- end }}

{{- define "ingress-policy.rights.audit" -}}
- apiGroups: [""]
  resources: [services, endpoints, pods, replicationcontrollers, namespaces, persistentvolumeclaims]
  verbs: [list]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
- apiGroups: [apps]
  resources: [deployments, statefulsets, daemonsets, replicasets]
  verbs: [list]
- apiGroups: [batch]
  resources: [jobs, cronjobs]
  verbs: [list]
- apiGroups: [apps.openshift.io]
  resources: [deploymentconfigs]
  verbs: [list]
- apiGroups: [argoproj.io]
  resources: [rollouts]
  verbs: [list]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, ingressclasses, networkpolicies]
  verbs: [list]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [list]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [list]
- apiGroups: [keda.sh]
  resources: [scaledobjects]
  verbs: [list]
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes, grpcroutes, tlsroutes, tcproutes, gateways, listenersets, gatewayclasses, referencegrants, backendtlspolicies]
  verbs: [list]
- apiGroups: [route.openshift.io]
  resources: [routes]
  verbs: [list]
- apiGroups: [operator.openshift.io]
  resources: [ingresscontrollers]
  verbs: [list]
- apiGroups: [projectcontour.io]
  resources: [httpproxies]
  verbs: [list]
- apiGroups: [traefik.io]
  resources: [ingressroutes]
  verbs: [list]
- apiGroups: [networking.istio.io]
  resources: [virtualservices]
  verbs: [list]
- apiGroups: [security.istio.io]
  resources: [peerauthentications]
  verbs: [list]
{{- end }}

{{- define "ingress-policy.rights.reports" -}}
- apiGroups: [openreports.io]
  resources: [reports, clusterreports]
  verbs: [get, list, create, patch, delete]
{{- end }}

{{- define "ingress-policy.rights.lease" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "ingress-policy.fullname" . }}-audit]
  verbs: [get, update]
{{- end }}
