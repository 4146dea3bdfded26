// SPDX-License-Identifier: Apache-2.0

// Fills the expected parts of template triplets (tests/data/{tmpl,func}/*.txt) by the reference engine.
//
//	go run . FILE...                rewrites the files in place
//	go run . -                      reads blocks from standard input, prints them filled
//	go run . -names                 prints the names and types of all template functions
//	go run . -methods               prints the methods that templates can call
//	go run . -calls                 prints the table of calls
//	go run . -nodes                 prints rows: texts, and what Go prints of their trees
//	go run . -random -n N -seed S   prints N random blocks, filled
//
// A file holds blocks, with a line "----" between two of them. A block is the template, a line "%%", the values as YAML,
// a line "%%" and the output; or a line "%%FAIL" and the text of the error. Lines at the top of a block that begin with
// "## " are comments.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"unsafe"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

// The engine's own function map, bound to a template: not exported, so it is linked by name.
//
//go:linkname initFunMap helm.sh/helm/v4/pkg/engine.Engine.initFunMap
func initFunMap(e engine.Engine, ctx context.Context, t *template.Template)

// What a template prints, up to a limit: random ones may count to 2^63.
type limited struct{ strings.Builder }

var errTooLong = errors.New("the output is too long")

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > 1<<22 {
		return 0, errTooLong
	}
	return l.Builder.Write(p)
}

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
	dot, err := newDot(vals)
	if err != nil {
		panic(err)
	}
	var buf limited
	err = t.ExecuteTemplate(&buf, "t", dot)
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

// The functions that a template may call: the engine's map is read out of the template by reflection; Go's own builtins
// are not in it.
func functions() map[string]reflect.Value {
	root := template.New("gotpl")
	initFunMap(engine.Engine{}, context.Background(), root)
	execFuncs := reflect.ValueOf(root).Elem().FieldByName("common").Elem().FieldByName("execFuncs")
	return *(*map[string]reflect.Value)(unsafe.Pointer(execFuncs.UnsafeAddr()))
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func printNames() {
	all := map[string]string{}
	for _, b := range builtins {
		all[b.name] = "builtin"
	}
	for name, f := range functions() {
		all[name] = f.Type().String()
	}
	for _, name := range sorted(all) {
		fmt.Printf("%s\t%s\n", name, all[name])
	}
}

func printNodes() {
	for _, text := range []string{
		"a {{ .b }} c", "{{ if .a }}b{{ end }}", "{{ if .a }}b{{ else }}c{{ end }}", "{{ if .a }}b{{ else if and .c .d }}e{{ else }}f{{ end }}",
		"{{ range .a }}{{ . }}{{ end }}", "{{ range $i, $v := .a }}{{ $i }}{{ else }}none{{ end }}", "{{ range $v := until 3 }}{{ break }}{{ continue }}{{ end }}",
		"{{ with .a }}{{ .b.c }}{{ else with $.d }}{{ . }}{{ else }}e{{ end }}", "{{ template \"a\" }}{{ template \"b\" . }}{{ template \"c\" (dict \"x\" 1) }}",
		"{{ $x := 1 }}{{ $x = 2 }}{{ $x }}", "{{ $x, $y := .a }}", "{{ (index .a 0).b.c | printf \"%d\" | quote }}", "{{ true }}{{ false }}{{ nil | default 1 }}{{ 0x1F }}{{ 'a' }}{{ 1e3 }}{{ `raw` }}",
		"{{ .a.b.c }}{{ $.x.y }}{{ (.a).b }}{{ ((.a)) }}{{ (1) }}", "{{- /* no */ -}} a {{- .b -}} c", "{{ define \"a\" }}x{{ end }}y", "{{ block \"a\" . }}x{{ end }}",
		"{{ if not (eq .a \"b\") }}{{ range .c }}{{ with .d }}{{ . }}{{ end }}{{ end }}{{ end }}", "{{ if $x := .a }}{{ $x }}{{ end }}", "{{ with $x := .a }}{{ $x.b }}{{ end }}", "", " ", "{{ \"\" }}",
		"{{ .a | .b.c 1 \"x\" | $.f }}", "a\nb {{ \"c\\nd\" }}\n",
	} {
		root := template.New("gotpl")
		initFunMap(engine.Engine{}, context.Background(), root)
		t, err := root.New("t").Parse(text)
		if err != nil {
			fmt.Printf("nodes\t%q\t%q\n", text, "error: "+err.Error())
			continue
		}
		fmt.Printf("nodes\t%q\t%q\n", text, t.Root.String())
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fillFile(path string) {
	text, err := os.ReadFile(path)
	check(err)
	check(os.WriteFile(path, []byte(fillAll(string(text))), 0o644))
}

func main() {
	names := flag.Bool("names", false, "print the names and types of all template functions")
	methodNames := flag.Bool("methods", false, "print the methods that templates can call")
	calls := flag.Bool("calls", false, "print the table of calls")
	nodes := flag.Bool("nodes", false, "print rows of texts and their trees")
	random := flag.Bool("random", false, "print random blocks")
	n := flag.Int("n", 1000, "how many")
	seed := flag.Uint64("seed", 1, "of the random blocks")
	flag.Parse()
	check(os.Setenv("TZ", "UTC"))
	switch {
	case *names:
		printNames()
	case *methodNames:
		fmt.Print(methods())
	case *nodes:
		printNodes()
		return
	case *calls:
		printCalls()
	case *random:
		printRandomBlocks(*n, *seed)
	}
	for _, path := range flag.Args() {
		if path != "-" {
			fillFile(path)
			continue
		}
		text, err := io.ReadAll(os.Stdin)
		check(err)
		fmt.Print(fillAll(string(text)))
	}
}
