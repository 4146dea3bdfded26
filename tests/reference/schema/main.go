// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_schema.c:
//
//	go run . [-n rows] [-seed s] > ../../data/schema/schema.tsv     random schemas and values
//	go run . -suite FOLDER                                         the official JSON-Schema-Test-Suite
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
	compiler.UseLoader(jsonschema.SchemeURLLoader{"file": jsonschema.FileLoader{}, "http": noNetwork{}, "https": noNetwork{}, "urn": permissive{}})
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
// nothing if even those differ.
func one(schema, instance string) {
	result, ordered := validate(schema, instance), true
	if strings.Contains(result, "no network") {
		return
	}
	for i := 0; i < 40; i++ {
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

func suite(folder string) {
	drafts := map[string]string{"draft4": "http://json-schema.org/draft-04/schema#", "draft6": "http://json-schema.org/draft-06/schema#", "draft7": "http://json-schema.org/draft-07/schema#",
		"draft2019-09": "https://json-schema.org/draft/2019-09/schema", "draft2020-12": "https://json-schema.org/draft/2020-12/schema"}
	for draft, url := range drafts {
		filepath.WalkDir(filepath.Join(folder, draft), func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".json" {
				return nil
			}
			var groups []struct {
				Schema json.RawMessage
				Tests  []struct{ Data json.RawMessage }
			}
			data, _ := os.ReadFile(path)
			if err := json.Unmarshal(data, &groups); err != nil {
				panic(err)
			}
			for _, group := range groups {
				schema := string(group.Schema)
				var object map[string]json.RawMessage
				if json.Unmarshal(group.Schema, &object) == nil && object["$schema"] == nil {
					object["$schema"], _ = json.Marshal(url)
					text, _ := json.Marshal(object)
					schema = string(text)
				}
				var compact bytes.Buffer
				json.Compact(&compact, []byte(schema))
				for _, test := range group.Tests {
					var data bytes.Buffer
					json.Compact(&data, test.Data)
					one(compact.String(), data.String())
				}
			}
			return nil
		})
	}
}

func main() {
	n := flag.Int("n", 700, "rows")
	seed := flag.Int64("seed", 1, "")
	folder := flag.String("suite", "", "folder of the suite")
	flag.Parse()
	defer out.Flush()
	if *folder != "" {
		suite(*folder)
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
