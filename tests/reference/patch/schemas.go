// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var (
	intOrString = reflect.TypeOf(intstr.IntOrString{})
	quantity    = reflect.TypeOf(resource.Quantity{})
	texts       = map[reflect.Type]bool{reflect.TypeOf(metav1.Time{}): true, reflect.TypeOf(metav1.MicroTime{}): true,
		reflect.TypeOf(metav1.Duration{}): true, quantity: true, intOrString: true}
)

// name is what a server's OpenAPI calls a type: io.k8s.api.core.v1.Pod.
func name(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	host := strings.Split(parts[0], ".")
	for i, j := 0, len(host)-1; i < j; i, j = i+1, j-1 {
		host[i], host[j] = host[j], host[i]
	}
	return strings.Join(host, ".") + "." + strings.Join(parts[1:], ".") + "." + t.Name()
}

type field struct {
	name string
	reflect.StructField
}

// fields are a struct's as JSON has them: those of structs without a name of their own are its own.
func fields(t reflect.Type) []field {
	var all []field
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		named, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case named == "-" || f.PkgPath != "":
		case named == "" && f.Anonymous:
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			all = append(all, fields(inner)...)
		case named == "":
			all = append(all, field{f.Name, f})
		default:
			all = append(all, field{named, f})
		}
	}
	return all
}

// schema is the type's in OpenAPI, as far as patches need it. Structs go into all.
func schema3(t reflect.Type, all map[string]any) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return schema3(t.Elem(), all)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return map[string]any{"type": "string", "format": "byte"}
		}
		return map[string]any{"type": "array", "items": schema3(t.Elem(), all)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schema3(t.Elem(), all)}
	case reflect.Struct:
		addStruct(t, all)
		return map[string]any{"$ref": "#/components/schemas/" + name(t)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int64:
		return map[string]any{"type": "integer", "format": "int64"}
	case reflect.Int32, reflect.Int, reflect.Uint32, reflect.Uint64, reflect.Uint8, reflect.Uint16:
		return map[string]any{"type": "integer", "format": "int32"}
	case reflect.Float64, reflect.Float32:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "string"}
}

func addStruct(t reflect.Type, all map[string]any) {
	if all[name(t)] != nil {
		return
	}
	properties, described := map[string]any{}, map[string]any{"type": "object"}
	all[name(t)] = described
	if texts[t] {
		described["type"] = "string"
		return
	}
	for _, f := range fields(t) {
		if f.Type.Kind() == reflect.Interface {
			continue
		}
		property := schema3(f.Type, all)
		strategy, key := f.Tag.Get("patchStrategy"), f.Tag.Get("patchMergeKey")
		if reference := property["$ref"]; reference != nil && strategy != "" { // as servers tell it
			property = map[string]any{"allOf": []any{property}}
		}
		if strategy != "" {
			property["x-kubernetes-patch-strategy"] = strategy
		}
		if key != "" {
			property["x-kubernetes-patch-merge-key"] = key
		}
		properties[f.name] = property
	}
	if len(properties) > 0 {
		described["properties"] = properties
	}
}

func writeSchemas() {
	all := map[string]any{}
	for _, kind := range kinds {
		t := reflect.TypeOf(kind)
		addStruct(t, all)
		gvk := kindOf(kind)
		all[name(t)].(map[string]any)["x-kubernetes-group-version-kind"] = []any{
			map[string]any{"group": gvk.Group, "version": gvk.Version, "kind": gvk.Kind}}
	}
	encoder := json.NewEncoder(os.Stdout)
	if err := encoder.Encode(map[string]any{"components": map[string]any{"schemas": all}}); err != nil {
		panic(err)
	}
}
