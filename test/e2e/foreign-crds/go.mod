// Modules whose source holds custom resource definitions that tests install. Nothing is built of them, and nothing imports
// them: "go mod tidy" would empty this file, "go mod download MODULE@VERSION" writes go.sum.
module ingress-policy.io/e2e/foreign-crds

go 1.24.0

require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/openreports/reports-api v0.2.1
	github.com/prometheus-operator/prometheus-operator v0.85.0
)
