// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_status.c: go run . > ../../data/kube/status.tsv
//
//	status RULES OBJECT   what kstatus, called as Helm calls it, says of an object: as it stands (plain), where Jobs must be
//	                      complete (jobs), and of hooks (hook)
//	pods OBJECT PODS      what it says of one that has these Pods
//
// The module's name lies below Helm's, so that Helm's own readers, which are internal, may be imported.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/engine"
	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/statusreaders"
	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	helm "helm.sh/helm/v4/internal/statusreaders"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var out = bufio.NewWriter(os.Stdout)

func current(*unstructured.Unstructured) (*status.Result, error) {
	return &status.Result{Status: status.CurrentStatus, Message: "Resource is current"}, nil
}

// The readers of Helm's pkg/kube/statuswait.go, but that controllers' pods are not looked at: see podsOf.
var readers = map[string][]engine.StatusReader{
	"plain": {statusreaders.NewGenericStatusReader(nil, status.Compute)},
	"jobs":  {helm.NewCustomJobStatusReader(nil), statusreaders.NewGenericStatusReader(nil, status.Compute)},
	"hook":  {helm.NewCustomJobStatusReader(nil), helm.NewCustomPodStatusReader(nil), statusreaders.NewGenericStatusReader(nil, current)},
}

func judge(rules, text string) (result string) {
	defer func() { // of a Pod's containers that are not what they should be
		if problem := recover(); problem != nil {
			result = "panic"
		}
	}()
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON([]byte(text)); err != nil {
		return "error"
	}
	for _, reader := range readers[rules] {
		if !reader.Supports(object.GroupVersionKind().GroupKind()) {
			continue
		}
		found, err := reader.ReadStatusForObject(context.Background(), nil, object)
		if err != nil {
			return "error"
		}
		return fmt.Sprintf("%s: %s", found.Status, found.Message)
	}
	return "no reader"
}

// podsOf is a cluster in which there is nothing but these.
type podsOf []unstructured.Unstructured

func (p podsOf) Get(context.Context, client.ObjectKey, *unstructured.Unstructured) error { return nil }
func (p podsOf) ListNamespaceScoped(_ context.Context, list *unstructured.UnstructuredList, _ string, _ labels.Selector) error {
	if list.GetKind() == "Pod" {
		list.Items = p
	}
	return nil
}
func (p podsOf) ListClusterScoped(context.Context, *unstructured.UnstructuredList, labels.Selector) error {
	return nil
}
func (p podsOf) Sync(context.Context) error { return nil }

func withPods(text string, pods ...string) {
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{corev1.SchemeGroupVersion, appsv1.SchemeGroupVersion})
	for _, kind := range []schema.GroupVersionKind{corev1.SchemeGroupVersion.WithKind("Pod"), appsv1.SchemeGroupVersion.WithKind("ReplicaSet")} {
		mapper.Add(kind, meta.RESTScopeNamespace)
	}
	object, found := &unstructured.Unstructured{}, podsOf{}
	if err := object.UnmarshalJSON([]byte(text)); err != nil {
		panic(err)
	}
	for _, pod := range pods {
		item := unstructured.Unstructured{}
		if err := item.UnmarshalJSON([]byte(pod)); err != nil {
			panic(err)
		}
		found = append(found, item)
	}
	result, err := statusreaders.NewStatusReader(mapper).ReadStatusForObject(context.Background(), found, object)
	if err != nil {
		panic(err)
	}
	list := "{\"kind\":\"PodList\",\"items\":[" + strings.Join(pods, ",") + "]}"
	fmt.Fprintf(out, "\"pods\"\t%s\t%s\t%s\n", strconv.Quote(text), strconv.Quote(list), strconv.Quote(fmt.Sprintf("%s: %s", result.Status, result.Message)))
}

func row(rules, text string) {
	var any map[string]any
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		panic(text + ": " + err.Error())
	}
	result := judge(rules, text)
	if result == "error" || result == "panic" { // the API server gives no such object
		return
	}
	fmt.Fprintf(out, "\"status\"\t%q\t%s\t%s\n", rules, strconv.Quote(text), strconv.Quote(result))
}

// object ignores what is empty.
func object(version, kind, metadata, spec, state string) string {
	text := fmt.Sprintf(`{"apiVersion":"%s","kind":"%s","metadata":{"name":"a","namespace":"n"%s}`, version, kind, prefixed(metadata))
	if spec != "" {
		text += `,"spec":{` + spec + `}`
	}
	if state != "" {
		text += `,"status":{` + state + `}`
	}
	return text + "}"
}

func prefixed(text string) string {
	if text == "" {
		return ""
	}
	return "," + text
}

func condition(kind, state, reason string) string {
	return fmt.Sprintf(`{"type":"%s","status":"%s","reason":"%s","message":"%s is %s"}`, kind, state, reason, kind, state)
}

func conditions(items ...string) string {
	return `"conditions":[` + strings.Join(items, ",") + `]`
}

func joined(items ...string) string {
	var there []string
	for _, item := range items {
		if item != "" {
			there = append(there, item)
		}
	}
	return strings.Join(there, ",")
}

type kind struct{ version, name string }

var kinds = []kind{
	{"v1", "Service"}, {"v1", "Pod"}, {"v1", "Secret"}, {"v1", "ConfigMap"}, {"v1", "PersistentVolumeClaim"}, {"v1", "Namespace"},
	{"v1", "ReplicationController"}, {"apps/v1", "StatefulSet"}, {"apps/v1", "DaemonSet"}, {"apps/v1", "Deployment"},
	{"apps/v1", "ReplicaSet"}, {"extensions/v1beta1", "Deployment"}, {"extensions/v1beta1", "DaemonSet"},
	{"extensions/v1beta1", "ReplicaSet"}, {"policy/v1", "PodDisruptionBudget"}, {"batch/v1", "Job"}, {"batch/v1", "CronJob"},
	{"apiextensions.k8s.io/v1", "CustomResourceDefinition"}, {"networking.k8s.io/v1", "Ingress"}, {"example.com/v1", "Thing"},
	{"example.com/v1", "Deployment"}, {"apps.example.com/v1", "Job"}, {"autoscaling/v2", "HorizontalPodAutoscaler"},
}

// What holds for every kind.
func generic() {
	metadata := []string{
		"", `"deletionTimestamp":"2026-01-01T00:00:00Z"`, `"deletionTimestamp":""`, `"generation":2`, `"generation":0`, `"generation":"2"`,
		`"generation":2.0`, `"generation":2.5`, `"generation":null`, `"deletionTimestamp":"2026-01-01T00:00:00Z","generation":2`, `"deletionTimestamp":null`,
		`"deletionTimestamp":5`,
	}
	states := []string{
		"", `"observedGeneration":1`, `"observedGeneration":2`, `"observedGeneration":"2"`, `"observedGeneration":null`,
		conditions(condition("Reconciling", "True", "R")), conditions(condition("Reconciling", "False", "R")),
		conditions(condition("Stalled", "True", "S")), conditions(condition("Stalled", "True", "S"), condition("Reconciling", "True", "R")),
		conditions(condition("Stalled", "False", "S"), condition("Stalled", "True", "again")),
		conditions(condition("Ready", "True", "R")), conditions(condition("Ready", "False", "R")), conditions(condition("Ready", "Unknown", "R")),
		conditions(condition("Ready", "other", "R"), condition("Ready", "False", "R")),
		conditions(condition("Ready", "False", "R"), condition("Ready", "True", "R")), conditions(`{"type":"Ready"}`), conditions(),
		conditions(`null`), `"conditions":null`, `"conditions":{}`, `"conditions":"x"`, conditions(`"x"`), conditions(`{"type":"Ready","status":true}`),
		conditions(`{"type":5,"status":"True"}`), conditions(`{"type":"Ready","status":"True","reason":5}`), conditions(`{"TYPE":"Ready","status":"True"}`),
		conditions(`{"type":"Reconciling","status":"True"}`), conditions(`{"type":"Ready","status":"False","message":null}`),
	}
	for _, m := range metadata {
		for _, s := range states {
			if m == "" || s == "" || strings.HasPrefix(s, `"observed`) {
				row("plain", object("example.com/v1", "Thing", m, "", s))
			}
		}
	}
	for _, k := range kinds {
		for _, rules := range []string{"plain", "jobs", "hook"} {
			row(rules, object(k.version, k.name, "", "", ""))
		}
		row("plain", object(k.version, k.name, `"generation":3`, "", `"observedGeneration":2`))
		row("plain", object(k.version, k.name, "", "", conditions(condition("Ready", "False", "R"))))
		row("jobs", object(k.version, k.name, `"deletionTimestamp":"2026-01-01T00:00:00Z"`, "", ""))
		row("hook", object(k.version, k.name, `"deletionTimestamp":"2026-01-01T00:00:00Z"`, "", ""))
	}
	for _, text := range []string{`{"kind":"Thing"}`, `{"apiVersion":"v1","kind":"Pod","status":null}`, `{"apiVersion":"v1","kind":"Pod","status":[]}`,
		`{"apiVersion":"v1","kind":"Service","spec":"x","status":5}`, `{"apiVersion":"a/b/c","kind":"Pod"}`, `{"apiVersion":"/v1","kind":"Pod"}`,
		`{"kind":"Pod","metadata":null}`} {
		row("plain", text)
	}
}

// numbers: every combination of none and some values of each field, one field at a time changed from what is ready.
func numbers(version, name, metadata string, spec, ready []string, rest string) {
	whole := func(skip int, value string) string {
		var parts []string
		for i, field := range ready {
			switch {
			case i != skip:
				parts = append(parts, fmt.Sprintf(`"%s":3`, field))
			case value != "":
				parts = append(parts, fmt.Sprintf(`"%s":%s`, field, value))
			}
		}
		return strings.Join(parts, ",")
	}
	for _, s := range spec {
		row("plain", object(version, name, metadata, s, joined(rest, whole(-1, ""))))
		for i := range ready {
			for _, value := range []string{"", "2", "4", `"3"`, "3.0", "null", "-1"} {
				row("plain", object(version, name, metadata, s, joined(rest, whole(i, value))))
			}
		}
	}
}

func controllers() {
	deployment := []string{"replicas", "updatedReplicas", "readyReplicas", "availableReplicas"}
	available := conditions(condition("Available", "True", "A"))
	numbers("apps/v1", "Deployment", "", []string{`"replicas":3`, ``, `"replicas":0`}, deployment, available)
	for _, deadline := range []string{"", `"progressDeadlineSeconds":600`, `"progressDeadlineSeconds":2147483647`} {
		for _, c := range []string{
			"", conditions(), available, conditions(condition("Available", "False", "A")),
			conditions(condition("Progressing", "True", "NewReplicaSetAvailable"), condition("Available", "True", "A")),
			conditions(condition("Progressing", "False", "NewReplicaSetAvailable"), condition("Available", "True", "A")),
			conditions(condition("Progressing", "True", "ReplicaSetUpdated"), condition("Available", "True", "A")),
			conditions(condition("Progressing", "False", "ProgressDeadlineExceeded"), condition("Available", "True", "A")),
			conditions(condition("Progressing", "True", "Other"), condition("Progressing", "True", "NewReplicaSetAvailable"), condition("Available", "True", "A")),
			conditions(condition("Progressing", "True", "Other"), condition("Progressing", "True", "ProgressDeadlineExceeded")),
			conditions(condition("Available", "False", "A"), condition("Available", "True", "A"), condition("Progressing", "True", "NewReplicaSetAvailable")),
			conditions(condition("ReplicaFailure", "True", "A")),
		} {
			row("plain", object("apps/v1", "Deployment", "", joined(`"replicas":1`, deadline),
				joined(c, `"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1`)))
		}
	}
	sets := []string{"replicas", "readyReplicas", "currentReplicas", "updatedReplicas"}
	numbers("apps/v1", "StatefulSet", "", []string{
		`"replicas":3`, ``, `"replicas":3,"updateStrategy":{"type":"OnDelete"}`,
		`"replicas":3,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}}`,
		`"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":1}}`,
	}, sets, "")
	for _, revisions := range []string{`"currentRevision":"a"`, `"updateRevision":"a"`, `"currentRevision":"a","updateRevision":"b"`,
		`"currentRevision":"a","updateRevision":"a"`} {
		row("plain", object("apps/v1", "StatefulSet", "", `"replicas":1`, joined(revisions, `"replicas":1,"readyReplicas":1,"currentReplicas":1`)))
	}
	for _, partition := range []string{`null`, `"1"`, `-2`, `5`} {
		row("plain", object("apps/v1", "StatefulSet", "", `"replicas":1,"updateStrategy":{"rollingUpdate":{"partition":`+partition+`}}`,
			`"replicas":1,"readyReplicas":1,"currentReplicas":1`))
	}
	daemons := []string{"desiredNumberScheduled", "currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady"}
	numbers("apps/v1", "DaemonSet", `"generation":1`, []string{""}, daemons, `"observedGeneration":1`)
	row("plain", object("apps/v1", "DaemonSet", "", "", `"observedGeneration":1,"desiredNumberScheduled":0`))
	row("plain", object("apps/v1", "DaemonSet", `"generation":1`, "", `"desiredNumberScheduled":0`))
	row("plain", object("apps/v1", "DaemonSet", `"generation":1`, "", `"observedGeneration":1,"desiredNumberScheduled":0`))
	replicas := []string{"replicas", "readyReplicas", "availableReplicas", "fullyLabeledReplicas"}
	numbers("apps/v1", "ReplicaSet", "", []string{`"replicas":3`, ``}, replicas, "")
	for _, c := range []string{conditions(condition("ReplicaFailure", "True", "F")), conditions(condition("ReplicaFailure", "False", "F")),
		conditions(condition("ReplicaFailure", "False", "F"), condition("ReplicaFailure", "True", "F"))} {
		row("plain", object("apps/v1", "ReplicaSet", "", `"replicas":0`, c))
	}
}

func pods() {
	crash := func(name, reason string) string {
		return fmt.Sprintf(`{"name":"%s","state":{"waiting":{"reason":"%s"}}}`, name, reason)
	}
	containers := []string{
		"", `"containerStatuses":[]`, `"containerStatuses":[` + crash("a", "CrashLoopBackOff") + `]`,
		`"containerStatuses":[` + crash("a", "CrashLoopBackOff") + "," + crash("b", "ContainerCreating") + "," + crash("c", "CrashLoopBackOff") + `]`,
		`"containerStatuses":[{"name":"a","state":{"running":{}}}]`, `"containerStatuses":[{"name":"a"}]`, `"containerStatuses":null`,
		`"containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]`,
	}
	for _, phase := range []string{"", `"phase":""`, `"phase":"Running"`, `"phase":"Pending"`, `"phase":"Succeeded"`, `"phase":"Failed"`,
		`"phase":"Unknown"`, `"phase":"Odd"`, `"phase":null`, `"phase":5`} {
		for _, c := range []string{"", conditions(condition("Ready", "True", "R")), conditions(condition("Ready", "False", "R")),
			conditions(condition("Ready", "False", "R"), condition("Ready", "True", "R"))} {
			row("plain", object("v1", "Pod", "", "", joined(phase, c)))
		}
		for _, c := range containers {
			row("plain", object("v1", "Pod", "", "", joined(phase, c)))
		}
		row("jobs", object("v1", "Pod", "", "", phase))
		row("hook", object("v1", "Pod", "", "", phase))
	}
	for _, created := range []string{"", `"creationTimestamp":"2001-01-01T00:00:00Z"`, `"creationTimestamp":"2999-01-01T00:00:00Z"`,
		`"creationTimestamp":"soon"`, `"creationTimestamp":null`} {
		for _, c := range []string{condition("PodScheduled", "False", "Unschedulable"), condition("PodScheduled", "False", "Other"),
			condition("PodScheduled", "True", "Unschedulable"),
			condition("PodScheduled", "True", "X") + "," + condition("PodScheduled", "False", "Unschedulable"),
			condition("PodScheduled", "False", "X") + "," + condition("PodScheduled", "False", "Unschedulable")} {
			row("plain", object("v1", "Pod", created, "", joined(`"phase":"Pending"`, conditions(c))))
		}
	}
}

func controlled() {
	crashing := func(name, metadata string) string {
		return object("v1", "Pod", metadata, "", joined(`"phase":"Running"`, conditions(condition("Ready", "False", "R")),
			`"containerStatuses":[{"name":"`+name+`","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]`))
	}
	running := object("v1", "Pod", "", "", joined(`"phase":"Running"`, conditions(condition("Ready", "False", "R"))))
	waiting := object("v1", "Pod", `"creationTimestamp":"2020-01-01T00:00:00Z"`, "",
		joined(`"phase":"Pending"`, conditions(condition("PodScheduled", "False", "Unschedulable"))))
	unplaced := object("v1", "Pod", "", "", joined(`"phase":"Running"`, conditions(condition("PodScheduled", "False", "Unschedulable")),
		`"containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]`))
	ended := object("v1", "Pod", "", "", `"phase":"Failed"`)
	deleted := `"deletionTimestamp":"2020-01-01T00:00:00Z"`
	for _, kind := range []string{"StatefulSet", "ReplicaSet", "Deployment", "DaemonSet"} {
		for _, state := range []string{"", `"observedGeneration":1,"replicas":2,"readyReplicas":2,"currentReplicas":2,"availableReplicas":2,` +
			`"labelledReplicas":2,"fullyLabeledReplicas":2,"updatedReplicas":2`} {
			text := object("apps/v1", kind, `"generation":1`, `"replicas":2,"selector":{"matchLabels":{"a":"b"}}`, state)
			for _, pods := range [][]string{{}, {running}, {ended}, {waiting}, {unplaced}, {crashing("a", "")}, {crashing("a", deleted)},
				{running, crashing("a", "")}, {crashing("a", ""), waiting, crashing("b", ""), ended}, {waiting, crashing("a", deleted)}} {
				withPods(text, pods...)
			}
		}
	}
}

func others() {
	for _, rules := range []string{"plain", "jobs", "hook"} {
		for _, spec := range []string{"", `"completions":2`, `"parallelism":3`, `"completions":2,"parallelism":3`, `"completions":null,"parallelism":3`} {
			for _, c := range []string{"", conditions(condition("Complete", "True", "C")), conditions(condition("Failed", "True", "F")),
				conditions(condition("Complete", "False", "C"), condition("Failed", "False", "F")),
				conditions(condition("Failed", "True", "F"), condition("Complete", "True", "C")),
				conditions(condition("SuccessCriteriaMet", "True", "C")), conditions(condition("Suspended", "True", "C"))} {
				row(rules, object("batch/v1", "Job", "", spec, joined(c, `"succeeded":1,"failed":4`)))
			}
		}
		for _, s := range []string{`"startTime":"2026-01-01T00:00:00Z"`, `"startTime":"2026-01-01T00:00:00Z","active":2,"succeeded":1,"failed":3`,
			`"startTime":""`, `"startTime":null`, `"active":1`} {
			row(rules, object("batch/v1", "Job", "", "", s))
		}
	}
	for _, phase := range []string{"", `"phase":"Bound"`, `"phase":"Pending"`, `"phase":"Lost"`, `"phase":""`, `"phase":null`, `"phase":5`} {
		row("plain", object("v1", "PersistentVolumeClaim", "", "", phase))
	}
	for _, spec := range []string{`"type":"LoadBalancer"`, `"type":"LoadBalancer","clusterIP":"10.0.0.1"`, `"type":"LoadBalancer","clusterIP":""`,
		`"type":"ClusterIP"`, `"type":"ExternalName"`, `"type":null`, `"type":5`} {
		row("plain", object("v1", "Service", "", spec, ""))
		row("plain", object("v1", "Service", "", spec, `"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}`))
	}
	definition := func(items ...string) {
		row("plain", object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "", conditions(items...)))
	}
	for _, accepted := range []string{"", condition("NamesAccepted", "True", "N"), condition("NamesAccepted", "False", "Conflict"),
		condition("NamesAccepted", "Unknown", "N")} {
		for _, established := range []string{"", condition("Established", "True", "E"), condition("Established", "False", "Installing"),
			condition("Established", "False", "NotAccepted"), condition("Established", "Unknown", "E")} {
			if text := joined(accepted, established); text != "" {
				definition(text)
			}
			if text := joined(established, accepted); text != "" {
				definition(text)
			}
		}
	}
	for _, s := range []string{"", `"disruptionsAllowed":0`, `"currentHealthy":1,"desiredHealthy":2`} {
		row("plain", object("policy/v1", "PodDisruptionBudget", "", "", s))
	}
}

func main() {
	defer out.Flush()
	generic()
	controllers()
	pods()
	controlled()
	others()
}
