// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"math/rand"
	"reflect"
	"strings"
)

func bytesReader(data []byte) io.Reader {
	return bytes.NewReader(data)
}

type triple struct {
	original, modified, current []byte
}

type generator struct {
	*rand.Rand
}

var words = strings.Fields("a b c web db main side http <x>&y ünï 80 true")

func (g *generator) one(chance float64) bool {
	return g.Float64() < chance
}

func (g *generator) word() string {
	return words[g.Intn(len(words))]
}

// any makes JSON of no type.
func (g *generator) any(depth int) any {
	switch n := g.Intn(12); {
	case n < 3 && depth > 0:
		m := map[string]any{}
		for i := g.Intn(4); i > 0; i-- {
			m[g.word()] = g.any(depth - 1)
		}
		return m
	case n < 5 && depth > 0:
		l := []any{}
		for i := g.Intn(4); i > 0; i-- {
			l = append(l, g.any(depth-1))
		}
		return l
	case n == 6:
		return g.one(0.5)
	case n == 7:
		return []any{nil, 1.5, 1e21, 2.0, -0.25, int64(1) << 53, int64(1)<<53 + 1, 1e-7, 0}[g.Intn(9)]
	case n == 8:
		return g.Intn(4)
	}
	return g.word()
}

// of makes a value of a Go type; about so many of a struct's fields as `share` says.
func (g *generator) of(t reflect.Type, depth int, share float64) any {
	switch t.Kind() {
	case reflect.Pointer:
		return g.of(t.Elem(), depth, share)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "aGk="
		}
		l := []any{}
		for i := g.Intn(3); i > 0; i-- {
			l = append(l, g.of(t.Elem(), depth-1, share))
		}
		return l
	case reflect.Map:
		m := map[string]any{}
		for i := g.Intn(4); i > 0; i-- {
			m[g.word()] = g.of(t.Elem(), depth-1, share)
		}
		return m
	case reflect.Struct:
		if t == intOrString && g.one(0.5) {
			return g.Intn(100)
		}
		if texts[t] {
			return g.word()
		}
		return g.table(t, depth, share)
	case reflect.Bool:
		return g.one(0.5)
	case reflect.Int32, reflect.Int64, reflect.Int:
		return g.Intn(5)
	case reflect.Float64:
		return 0.5
	case reflect.Interface:
		return g.any(1)
	}
	return g.word()
}

// Fields that releases have most.
var usual = map[string]float64{"metadata": 1, "spec": 1, "template": 1, "containers": 0.9, "labels": 0.4, "ports": 0.5, "env": 0.4, "volumes": 0.4,
	"volumeMounts": 0.4, "strategy": 0.5, "rules": 0.8, "data": 0.9, "finalizers": 0.3, "tolerations": 0.4, "imagePullSecrets": 0.3, "jobTemplate": 1,
	"initContainers": 0.3, "hostAliases": 0.2, "secrets": 0.5, "webhooks": 0.9, "versions": 0.8, "taints": 0.6, "ownerReferences": 0.1,
	"topologySpreadConstraints": 0.2, "updateStrategy": 0.5, "podCIDRs": 0.5, "managedFields": 0, "status": 0.02, "replicas": 0.6}

func (g *generator) table(t reflect.Type, depth int, share float64) map[string]any {
	m := map[string]any{}
	for _, f := range fields(t) {
		chance, known := usual[f.name]
		if !known {
			chance = share
		}
		if (depth > 0 || f.Type.Kind() == reflect.String) && g.one(chance) {
			m[f.name] = g.of(f.Type, depth-1, share)
		}
		if list, ok := m[f.name].([]any); ok && f.Tag.Get("patchMergeKey") != "" {
			m[f.name] = g.keyed(list, f, depth, share)
		}
	}
	return m
}

// keyed makes more elements of a list whose elements have keys, seldom two with the same or one without.
func (g *generator) keyed(list []any, f field, depth int, share float64) []any {
	key := f.Tag.Get("patchMergeKey")
	used := map[any]bool{}
	var kept []any
	element := f.Type.Elem()
	for i := 1 + g.Intn(4); i > 0; i-- {
		list = append(list, g.of(element, depth-1, share))
	}
	for _, e := range list {
		m, _ := e.(map[string]any)
		for _, inner := range fields(element) {
			if inner.name == key {
				m[key] = g.of(inner.Type, 1, share)
			}
		}
		if n, isNumber := m[key].(int); isNumber {
			m[key] = []int{80, 443, 8080, 9, 53}[n]
		}
		if used[m[key]] && !g.one(0.04) {
			continue
		}
		used[m[key]] = true
		if g.one(0.004) {
			delete(m, key)
		}
		kept = append(kept, m)
	}
	return kept
}

// changed is a copy with some changes that keep to the type.
func (g *generator) changed(v any, t reflect.Type, depth int, chance float64) any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := v.(type) {
	case map[string]any:
		return g.changedTable(v, t, depth, chance)
	case []any:
		if t.Kind() == reflect.Slice {
			return g.changedList(v, t, depth, chance)
		}
	}
	if g.one(chance) {
		return g.of(t, depth, 0.08)
	}
	return v
}

func (g *generator) changedTable(v map[string]any, t reflect.Type, depth int, chance float64) any {
	m := map[string]any{}
	types := map[string]field{}
	if t.Kind() == reflect.Struct && !texts[t] {
		for _, f := range fields(t) {
			types[f.name] = f
		}
	}
	for key, value := range v {
		f, known := types[key]
		switch {
		case g.one(chance / 2):
		case known:
			m[key] = g.changed(value, f.Type, depth-1, chance)
		case t.Kind() == reflect.Map:
			m[key] = g.changed(value, t.Elem(), depth-1, chance)
		default:
			m[key] = value
		}
		if known && g.one(chance/20) {
			m[key] = g.any(1)
		}
	}
	if g.one(chance) && len(m) > 0 && (t.Kind() == reflect.Map || len(types) > 0) {
		g.add(m, t, depth)
	}
	return m
}

func (g *generator) add(m map[string]any, t reflect.Type, depth int) {
	if t.Kind() == reflect.Map {
		m[g.word()] = g.of(t.Elem(), depth-1, 0.08)
		return
	}
	if g.one(0.02) {
		m[[]string{"unknown", "Labels", "$patch"}[g.Intn(3)]] = []any{"x", map[string]any{"a": g.Intn(3)}, "delete"}[g.Intn(3)]
		return
	}
	for key, value := range g.table(t, depth, 0.15) {
		if _, there := m[key]; !there && key != "status" {
			m[key] = value
			break
		}
	}
}

func (g *generator) changedList(v []any, t reflect.Type, depth int, chance float64) any {
	var l []any
	for _, e := range v {
		if !g.one(chance / 2) {
			l = append(l, g.changed(e, t.Elem(), depth-1, chance))
		}
	}
	if g.one(chance) {
		e := g.of(t.Elem(), depth-1, 0.08)
		if m, ok := e.(map[string]any); ok && len(v) > 0 {
			first, _ := v[0].(map[string]any)
			for key, value := range first { // its key is there, with another value
				if _, isTable := value.(map[string]any); !isTable && key != "ports" {
					m[key] = value
				}
			}
			for _, key := range []string{"name", "containerPort", "port", "mountPath", "key", "uid", "ip", "type"} {
				if _, there := m[key].(string); there {
					m[key] = g.word()
				}
				if _, there := m[key].(int); there {
					m[key] = []int{80, 443, 8080, 9, 53}[g.Intn(5)]
				}
			}
		}
		l = append(l, e)
	}
	if g.one(chance) {
		g.Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
	}
	if l == nil {
		return []any{}
	}
	return l
}

const deep = 9

// triple is an object as it was released, as it is to be, and as it is there: with defaults and others' changes.
func (g *generator) triple(t reflect.Type) triple {
	original := g.of(t, deep, 0.05)
	chance := []float64{0.02, 0.1, 0.25}[g.Intn(3)]
	modified := g.changed(original, t, deep, chance)
	current := g.changed(original, t, deep, chance)
	if g.one(0.3) {
		current = g.changed(modified, t, deep, chance)
	}
	return triple{text(original), text(modified), text(current)}
}

func (g *generator) custom() triple {
	object := func() map[string]any {
		return map[string]any{"apiVersion": "example.com/v1", "kind": "Thing", "metadata": map[string]any{"name": "x", "labels": map[string]any{"a": g.word()}},
			"spec": map[string]any{}}
	}
	fill := func(m, from map[string]any) {
		spec := m["spec"].(map[string]any)
		for key, value := range from {
			if !g.one(0.2) {
				spec[key] = value
			}
		}
		for i := g.Intn(4); i > 0; i-- {
			spec[g.word()] = g.any(3)
		}
		if g.one(0.03) {
			m["kind"] = "Other"
		}
		if g.one(0.03) {
			m["metadata"].(map[string]any)["name"] = "y"
		}
	}
	original, modified, current := object(), object(), object()
	fill(original, nil)
	fill(modified, original["spec"].(map[string]any))
	fill(current, modified["spec"].(map[string]any))
	return triple{text(original), text(modified), text(current)}
}
