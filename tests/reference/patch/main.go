// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_patch.c, by the libraries that Helm calls, and the schemas that they need:
//
//	go run . > ../../data/patch/patch.tsv
//	go run . -schemas > ../../data/patch/schemas.json
//
//	diff      ORIGINAL MODIFIED               json-patch's CreateMergePatch
//	apply     TABLE PATCH                     json-patch's MergePatch
//	json      ORIGINAL MODIFIED CURRENT       jsonmergepatch.CreateThreeWayJSONMergePatch with Helm's preconditions
//	strategic KIND ORIGINAL MODIFIED CURRENT  strategicpatch.CreateThreeWayMergePatch, overwriting
//	native    APIVERSION KIND                 has Helm a type of it, so that its patches are strategic?
//	name      GROUP VERSION KIND              what OpenAPI calls its type
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"sort"
	"strconv"

	jsonpatch "github.com/evanphx/json-patch/v5"
	jsonpatch4 "gopkg.in/evanphx/json-patch.v4"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apiextv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"k8s.io/apimachinery/pkg/util/mergepatch"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"
)

var out = bufio.NewWriter(os.Stdout)

func row(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			out.WriteByte('\t')
		}
		out.WriteString(strconv.Quote(f))
	}
	out.WriteByte('\n')
}

// The kinds whose objects are made; those named first are made most.
var kinds = []any{
	appsv1.Deployment{}, corev1.Pod{}, corev1.Service{}, appsv1.StatefulSet{}, networkingv1.Ingress{}, corev1.ConfigMap{},
	batchv1.CronJob{}, corev1.ServiceAccount{}, corev1.Secret{}, corev1.PersistentVolumeClaim{}, appsv1.DaemonSet{},
	rbacv1.Role{}, rbacv1.ClusterRoleBinding{}, networkingv1.NetworkPolicy{}, autoscalingv2.HorizontalPodAutoscaler{},
	admissionv1.ValidatingWebhookConfiguration{}, apiextv1.CustomResourceDefinition{}, corev1.PersistentVolume{}, corev1.Node{},
}

func main() {
	count := flag.Int("n", 330, "how many random rows of strategic patches; half as many of JSON's")
	seed := flag.Int64("seed", 1, "of the random rows")
	schemas := flag.Bool("schemas", false, "the schemas instead of rows")
	flag.Parse()
	defer out.Flush()
	if *schemas {
		writeSchemas()
		return
	}
	random := rand.New(rand.NewSource(*seed))
	g := &generator{random}
	fixed()
	native()
	for i := 0; i < *count; i++ {
		kind := kinds[min(random.Intn(len(kinds)), random.Intn(len(kinds)))]
		strategic(kind, g.triple(reflect.TypeOf(kind)))
	}
	for i := 0; i < *count/2; i++ {
		custom(g)
	}
}

// ---- rows -------------------------------------------------------------------------------------------------------

func text(v any) []byte {
	if v == nil {
		return []byte("null")
	}
	t, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return t
}

// result is the canonical JSON of what f gives, or its error; false if that is not always the same, or f panics: Go's maps
// have no order.
func result(f func() ([]byte, error)) (told string, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	for i := 0; i < 60; i++ {
		one := ""
		if patch, err := f(); err != nil {
			one = "error: " + err.Error()
		} else {
			one = canonical(patch)
		}
		if i > 0 && one != told {
			return "", false
		}
		told = one
	}
	return told, true
}

func canonical(data []byte) string {
	decoder := json.NewDecoder(bytesReader(data))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		panic(err)
	}
	return string(text(v))
}

func strategic(kind any, t triple) {
	meta, err := strategicpatch.NewPatchMetaFromStruct(kind)
	if err != nil {
		panic(err)
	}
	told, ok := result(func() ([]byte, error) {
		return strategicpatch.CreateThreeWayMergePatch(t.original, t.modified, t.current, meta, true)
	})
	if ok && len(told) < 6000 {
		row("strategic", name(reflect.TypeOf(kind)), string(t.original), string(t.modified), string(t.current), told)
	}
}

func custom(g *generator) {
	t := g.custom()
	diff(t.original, t.modified)
	apply(t.original, t.current)
	threeWay(t)
}

func diff(original, modified []byte) {
	if told, ok := result(func() ([]byte, error) { return jsonpatch.CreateMergePatch(original, modified) }); ok {
		row("diff", string(original), string(modified), told)
	}
}

func apply(table, patch []byte) {
	if told, ok := result(func() ([]byte, error) { return jsonpatch4.MergePatch(table, patch) }); ok {
		row("apply", string(table), string(patch), told)
	}
}

func threeWay(t triple) {
	told, ok := result(func() ([]byte, error) {
		return jsonmergepatch.CreateThreeWayJSONMergePatch(t.original, t.modified, t.current, mergepatch.RequireKeyUnchanged("apiVersion"),
			mergepatch.RequireKeyUnchanged("kind"), mergepatch.RequireMetadataKeyUnchanged("name"))
	})
	if ok {
		row("json", string(t.original), string(t.modified), string(t.current), told)
	}
}

// types is Helm's scheme.
func types() *runtime.Scheme {
	s := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, apiextv1.AddToScheme, apiextv1beta1.AddToScheme} {
		if err := add(s); err != nil {
			panic(err)
		}
	}
	return s
}

func kindOf(object any) schema.GroupVersionKind {
	kinds, _, err := types().ObjectKinds(reflect.New(reflect.TypeOf(object)).Interface().(runtime.Object))
	if err != nil {
		panic(err)
	}
	return kinds[0]
}

// native asks of each kind that Helm's scheme has, and of some that it has not.
func native() {
	s := types()
	for _, kind := range kinds {
		gvk := kindOf(kind)
		row("name", gvk.Group, gvk.Version, gvk.Kind, name(reflect.TypeOf(kind)))
	}
	row("name", "apps", "v1", "Pod", "")
	asked := []schema.GroupVersionKind{
		{Group: "example.com", Version: "v1", Kind: "Thing"}, {Group: "apiregistration.k8s.io", Version: "v1", Kind: "APIService"},
		{Group: "apps", Version: "v3", Kind: "Deployment"}, {Group: "metrics.k8s.io", Version: "v1beta1", Kind: "PodMetrics"},
		{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "Gateway"}, {Version: "v2", Kind: "Pod"},
		{Group: "snapshot.storage.k8s.io", Version: "v1", Kind: "VolumeSnapshot"},
	}
	seen := map[schema.GroupVersion]bool{}
	for gvk := range s.AllKnownTypes() {
		if gvk.Version != runtime.APIVersionInternal && !seen[gvk.GroupVersion()] && gvk.Kind != "WatchEvent" {
			if t := s.AllKnownTypes()[gvk]; t.Kind() == reflect.Struct {
				if _, isObject := t.FieldByName("ObjectMeta"); isObject {
					seen[gvk.GroupVersion()] = true
				}
			}
		}
	}
	for gv := range seen {
		for kind, t := range s.KnownTypes(gv) {
			if _, isObject := t.FieldByName("ObjectMeta"); isObject {
				asked = append(asked, gv.WithKind(kind))
			}
		}
	}
	sort.Slice(asked, func(i, j int) bool { return asked[i].String() < asked[j].String() })
	for _, gvk := range asked {
		object, err := s.New(gvk)
		_, isOld := object.(*apiextv1beta1.CustomResourceDefinition)
		row("native", gvk.GroupVersion().String(), gvk.Kind, fmt.Sprint(err == nil && !isOld))
	}
}
