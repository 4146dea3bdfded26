// SPDX-License-Identifier: Apache-2.0

// Fills the expected parts of template triplets (tests/data/{tmpl,func}/*.txt) by the reference engine.
//
//	go run . FILE...        rewrites the files in place
//	go run . -names         prints the names of all template functions
//	go run . -              reads blocks from standard input, prints them filled
//
// A file holds blocks, with a line "----" between two of them. A block is the template, a line "%%", the values as YAML,
// a line "%%" and the output; or a line "%%FAIL" and the text of the error. Lines at the top of a block that begin with
// "## " are comments.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"reflect"
	"sort"
	"strings"
	"text/template"
	_ "unsafe"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

// The engine's own function map, bound to a template: not exported, so it is linked by name.
//
//go:linkname initFunMap helm.sh/helm/v4/pkg/engine.Engine.initFunMap
func initFunMap(e engine.Engine, ctx context.Context, t *template.Template)

func render(text, values string) (out string, err error) {
	vals := common.Values{}
	if err := yaml.Unmarshal([]byte(values), &vals); err != nil {
		return "", fmt.Errorf("values: %w", err)
	}
	if vals == nil {
		vals = common.Values{}
	}
	root := template.New("gotpl").Option("missingkey=zero")
	initFunMap(engine.Engine{}, context.Background(), root)
	t, err := root.New("t").Parse(text)
	if err != nil {
		return "", err
	}
	var buf strings.Builder
	err = t.ExecuteTemplate(&buf, "t", map[string]any{
		"Values":  vals,
		"Release": map[string]any{"Name": "r", "Namespace": "default", "Revision": 1, "IsInstall": true},
	})
	return buf.String(), err
}

func fill(block string) string {
	var head []string
	lines := strings.Split(block, "\n")
	for len(lines) > 0 && strings.HasPrefix(lines[0], "## ") {
		head, lines = append(head, lines[0]), lines[1:]
	}
	var parts [][]string
	part := []string{}
	for _, line := range lines {
		if len(parts) < 2 && (line == "%%" || line == "%%FAIL") {
			parts, part = append(parts, part), []string{}
			continue
		}
		part = append(part, line)
	}
	parts = append(parts, part)
	text, values := strings.Join(parts[0], "\n"), ""
	if len(parts) > 1 {
		values = strings.Join(parts[1], "\n")
	}
	out, err := render(text, values)
	mark := "%%"
	if err != nil {
		mark, out = "%%FAIL", err.Error()
	}
	head = append(head, text, "%%")
	if values != "" {
		head = append(head, values)
	}
	return strings.Join(append(head, mark, out), "\n")
}

func fillAll(text string) string {
	blocks := strings.Split(strings.TrimSuffix(text, "\n"), "\n----\n")
	for i, block := range blocks {
		blocks[i] = fill(block)
	}
	return strings.Join(blocks, "\n----\n") + "\n"
}

// All names that a template may call: the engine's map is read out of the template by reflection; Go's own builtins
// that it does not replace are not listed.
func names() []string {
	root := template.New("gotpl")
	initFunMap(engine.Engine{}, context.Background(), root)
	funcs := reflect.ValueOf(root).Elem().FieldByName("common").Elem().FieldByName("execFuncs")
	var list []string
	for _, key := range funcs.MapKeys() {
		list = append(list, key.String())
	}
	sort.Strings(list)
	return list
}

func main() {
	for _, arg := range os.Args[1:] {
		switch arg {
		case "-names":
			fmt.Println(strings.Join(names(), "\n"))
		case "-":
			text, err := io.ReadAll(os.Stdin)
			if err != nil {
				panic(err)
			}
			fmt.Print(fillAll(string(text)))
		default:
			text, err := os.ReadFile(arg)
			if err != nil {
				panic(err)
			}
			if err := os.WriteFile(arg, []byte(fillAll(string(text))), 0o644); err != nil {
				panic(err)
			}
		}
	}
}
