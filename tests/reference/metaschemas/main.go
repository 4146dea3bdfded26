// SPDX-License-Identifier: Apache-2.0

// Writes src/schema/metaschemas.c from the published meta-schemas of JSON Schema, as the library that Helm uses has them:
//
//	go run main.go "$(go env GOMODCACHE)/github.com/santhosh-tekuri/jsonschema/v6@v6.0.3/metaschemas" > ../../../src/schema/metaschemas.c
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	folder := os.Args[1]
	fmt.Println("// SPDX-License-Identifier: Apache-2.0")
	fmt.Println("// The meta-schemas of JSON Schema (json-schema.org; BSD or AFL 3.0), made by tests/reference/metaschemas/main.go.")
	fmt.Print("// Do not edit.\n// clang-format off\n#include \"schema/metaschema.h\"\n\nconst struct metaschema metaschemas[] = {\n")
	filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		data, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		var text bytes.Buffer
		if err := json.Compact(&text, data); err != nil {
			panic(err)
		}
		fmt.Printf("\t{ STR_INIT(%s),\n\t  STR_INIT(", strconv.Quote(name))
		rest := text.Bytes()
		for len(rest) > 0 {
			n := min(len(rest), 100)
			quoted := strconv.QuoteToASCII(string(rest[:n]))
			rest = rest[n:]
			fmt.Print(quoted)
			if len(rest) > 0 {
				fmt.Print("\n\t           ")
			}
		}
		fmt.Println(") },")
		return nil
	})
	fmt.Println("};\nconst size_t metaschema_count = sizeof(metaschemas) / sizeof(*metaschemas);")
}
