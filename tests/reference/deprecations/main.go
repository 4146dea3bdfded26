// SPDX-License-Identifier: Apache-2.0

// Writes src/lint/deprecations.c: the API kinds that Kubernetes' own types declare deprecated, and since when.
//
//	go run . > ../../../src/lint/deprecations.c
package main

import (
	"fmt"
	"sort"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

type deprecated interface {
	APILifecycleDeprecated() (major, minor int)
}
type removed interface {
	APILifecycleRemoved() (major, minor int)
}
type replaced interface {
	APILifecycleReplacement() schema.GroupVersionKind
}

func main() {
	var rows []string
	for gvk, typ := range scheme.Scheme.AllKnownTypes() {
		object, err := scheme.Scheme.New(gvk)
		if err != nil || typ == nil {
			continue
		}
		d, ok := object.(deprecated)
		if !ok {
			continue
		}
		major, minor := d.APILifecycleDeprecated()
		removedMajor, removedMinor := 0, 0
		if r, ok := object.(removed); ok {
			removedMajor, removedMinor = r.APILifecycleRemoved()
		}
		replacement, kind := "", ""
		if r, ok := object.(replaced); ok {
			g := r.APILifecycleReplacement()
			replacement, kind = g.GroupVersion().String(), g.Kind
		}
		rows = append(rows, fmt.Sprintf("\t{ %q, %q, %d, %d, %d, %d, %s, %s },",
			gvk.GroupVersion().String(), gvk.Kind, major, minor, removedMajor, removedMinor, literal(replacement), literal(kind)))
	}
	sort.Strings(rows)
	fmt.Println("// SPDX-License-Identifier: Apache-2.0")
	fmt.Println("// Made by tests/reference/deprecations from the types of k8s.io/client-go. Do not edit.\n// clang-format off")
	fmt.Println("#include \"lint/deprecations.h\"\n")
	fmt.Println("const struct deprecation deprecations[] = {")
	for _, row := range rows {
		fmt.Println(row)
	}
	fmt.Println("\t{ NULL, NULL, 0, 0, 0, 0, NULL, NULL },\n};")
}

func literal(s string) string {
	if s == "" {
		return "NULL"
	}
	return fmt.Sprintf("%q", s)
}
