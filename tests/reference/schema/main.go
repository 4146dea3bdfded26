// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_schema.c:
//
//	go run . [-n rows] [-seed s] > ../../data/schema/schema.tsv     random schemas and values
//	go run . -suite FOLDER                                         the official JSON-Schema-Test-Suite
//	go run . -misses FOLDER > ../../schema/misses.txt              its tests in which the library differs from it
//
// Schemas are compiled and reports worded as Helm does (pkg/chart/common/util/jsonschema.go).
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
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

type noNetwork struct{}

func (noNetwork) Load(url string) (any, error) { return nil, errors.New("no network") }

type permissive struct{}

func (permissive) Load(url string) (any, error) { return true, nil }

var web jsonschema.URLLoader = noNetwork{}

func validate(schema, instance string) (result string) {
	defer func() {
		if r := recover(); r != nil {
			result = fmt.Sprintf("unable to validate schema: %s", r)
		}
	}()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(schema)))
	if err != nil {
		return err.Error()
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{"file": jsonschema.FileLoader{}, "http": web, "https": web, "urn": permissive{}})
	if err := compiler.AddResource("file:///values.schema.json", doc); err != nil {
		return err.Error()
	}
	compiled, err := compiler.Compile("file:///values.schema.json")
	if err != nil {
		return err.Error()
	}
	var value any
	if err := json.Unmarshal([]byte(instance), &value); err != nil {
		panic(err)
	}
	if err := compiled.Validate(value); err != nil {
		return err.Error()
	}
	return "ok"
}

// The library walks Go maps, so the order of causes may differ from run to run: then only the sorted words are kept, and
// nothing if even those differ. Go starts such a walk at one of eight places; with two keys seven of them may give the same
// order, so that only hundreds of runs show the other one.
func one(schema, instance string) {
	result, ordered := validate(schema, instance), true
	if strings.Contains(result, "no network") {
		return
	}
	runs := 400
	if strings.Count(result, "\n- at ")+strings.Count(result, "\n  ") < 2 {
		runs = 20 // nothing to order
	}
	for i := 0; i < runs; i++ {
		again := validate(schema, instance)
		ordered = ordered && again == result
		if sorted(again) != sorted(result) {
			return
		}
	}
	if ordered {
		row("schema", schema, instance, result)
	} else {
		row("unordered", schema, instance, sorted(result))
	}
}

func sorted(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == ',' })
	sort.Strings(words)
	return strings.Join(words, " ")
}

var drafts = []struct{ folder, url string }{
	{"draft4", "http://json-schema.org/draft-04/schema#"}, {"draft6", "http://json-schema.org/draft-06/schema#"},
	{"draft7", "http://json-schema.org/draft-07/schema#"}, {"draft2019-09", "https://json-schema.org/draft/2019-09/schema"},
	{"draft2020-12", "https://json-schema.org/draft/2020-12/schema"},
}

// Calls visit for each test of the suite, with its file and its place there as a name. Schemas that name no draft get their folder's.
func suite(folder string, visit func(name, schema, data string, valid bool)) {
	for _, draft := range drafts {
		filepath.WalkDir(filepath.Join(folder, "tests", draft.folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".json" {
				return nil
			}
			var groups []struct {
				Schema json.RawMessage
				Tests  []struct {
					Data  json.RawMessage
					Valid bool
				}
			}
			text, _ := os.ReadFile(path)
			if err := json.Unmarshal(text, &groups); err != nil {
				panic(err)
			}
			relative, _ := filepath.Rel(filepath.Join(folder, "tests"), path)
			for i, group := range groups {
				schema := string(group.Schema)
				var object map[string]json.RawMessage
				if json.Unmarshal(group.Schema, &object) == nil && object["$schema"] == nil {
					object["$schema"], _ = json.Marshal(draft.url)
					text, _ := json.Marshal(object)
					schema = string(text)
				}
				var compact bytes.Buffer
				json.Compact(&compact, []byte(schema))
				for j, test := range group.Tests {
					var data bytes.Buffer
					json.Compact(&data, test.Data)
					visit(fmt.Sprintf("%s %d.%d", relative, i, j), compact.String(), data.String(), test.Valid)
				}
			}
			return nil
		})
	}
}

// The suite's remote schemas are files.
type remotes string

func (folder remotes) Load(url string) (any, error) {
	name, ok := strings.CutPrefix(url, "http://localhost:1234/")
	if !ok {
		return nil, errors.New("no network")
	}
	file, err := os.Open(filepath.Join(string(folder), "remotes", name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return jsonschema.UnmarshalJSON(file)
}

func main() {
	n := flag.Int("n", 700, "rows")
	seed := flag.Int64("seed", 1, "")
	folder := flag.String("suite", "", "folder of the suite")
	misses := flag.String("misses", "", "folder of the suite")
	flag.Parse()
	defer out.Flush()
	if *misses != "" {
		web = remotes(*misses)
		suite(*misses, func(name, schema, data string, valid bool) {
			if (validate(schema, data) == "ok") != valid {
				fmt.Fprintln(out, name)
			}
		})
		return
	}
	if *folder != "" {
		suite(*folder, func(name, schema, data string, valid bool) { one(schema, data) })
		return
	}
	r := rand.New(rand.NewSource(*seed))
	for i := 0; i < *n; i++ {
		g := generator{r: r}
		schema, _ := json.Marshal(g.root())
		for k := 0; k < 2; k++ {
			value, _ := json.Marshal(g.value(0))
			one(string(schema), string(value))
		}
	}
}
