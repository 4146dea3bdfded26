// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_release.c: go run . > ../../data/release/release.tsv
//
//	decode TEXT   what Helm's storage makes of a record: its chart's name and application version, and the JSON of the release
//	              without the chart; an error is told by its text
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"

	release "helm.sh/helm/v4/pkg/release/v1"
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

// decode is what pkg/storage/driver does, where it is not exported.
func decode(text string) (*release.Release, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	if len(b) > 3 && bytes.Equal(b[:3], []byte{0x1f, 0x8b, 0x08}) {
		r, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		if b, err = io.ReadAll(r); err != nil {
			return nil, err
		}
	}
	var rls release.Release
	return &rls, json.Unmarshal(b, &rls)
}

func shown(text string) string {
	rls, err := decode(text)
	if err != nil {
		return "error: " + err.Error()
	}
	name, version := "MISSING", "MISSING"
	if rls.Chart != nil && rls.Chart.Metadata != nil {
		name, version = rls.Chart.Name()+"-"+rls.Chart.Metadata.Version, rls.Chart.AppVersion()
	}
	rls.Chart = nil
	b, err := json.Marshal(rls)
	if err != nil {
		return "error: " + err.Error()
	}
	return name + " " + version + " " + string(b)
}

func pack(text string) string {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	w.Write([]byte(text))
	w.Close()
	return base64.StdEncoding.EncodeToString(buf.Bytes())
}

func plain(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func main() {
	infos := []string{
		`{}`, `null`, `{"first_deployed":"2026-01-02T03:04:05.678901234Z","last_deployed":"2026-01-02T03:04:05+02:00","status":"deployed"}`,
		`{"first_deployed":"","last_deployed":"0001-01-01T00:00:00Z","deleted":null,"description":"a <b> & c\u2028"}`,
		`{"first_deployed":"yesterday"}`, `{"deleted":"2026-13-01T00:00:00Z"}`, `{"rollback_revision":3,"notes":"n\n","status":"x"}`,
		`{"deleted":"2026-01-02T03:04:05.5-07:30"}`, `{"unknown":1,"description":"d"}`, `{"last_deployed":"2026-01-02T03:04:05Z","resources":{}}`,
	}
	for _, info := range infos {
		row("decode", plain(`{"name":"a","info":`+info+`}`), shown(plain(`{"name":"a","info":`+info+`}`)))
	}
	bodies := []string{
		`{}`, `null`, `[]`, `5`, ``, `{`, `{"name":5}`, `{"version":"1"}`, `{"version":1.5}`, `{"version":-2,"namespace":"n","apply_method":"ssa"}`,
		`{"config":{"a":1,"b":[1.5,true,null,"<"],"c":{"z":1e21,"y":123456789012}}}`, `{"config":{}}`, `{"config":null}`, `{"config":[]}`,
		`{"chart":{"metadata":{"name":"web","version":"1.2.3","appVersion":"9"},"values":{"a":1},"templates":[{"name":"t","data":"YQ=="}]}}`,
		`{"chart":{}}`, `{"chart":null}`, `{"chart":{"metadata":null}}`, `{"manifest":"---\n# é\nkind: X\n","labels":{"a":"b"}}`,
		`{"hooks":[{"name":"h","kind":"Job","path":"p","manifest":"m","events":["pre-install","test"],"last_run":{"started_at":"2026-01-02T03:04:05Z","completed_at":"","phase":"Running"},"weight":-5,"delete_policies":["hook-succeeded"],"output_log_policies":["hook-failed"]}]}`,
		`{"hooks":[{}]}`, `{"hooks":[null]}`, `{"hooks":{}}`, `{"hooks":[{"weight":"1"}]}`, `{"hooks":[]}`,
		`{"name":"a"} x`, `{"manifest":"` + strings.Repeat("long ", 500) + `"}`, "{\"name\":\"\xff\"}", `{"name":"a","name":"b"}`,
	}
	for _, body := range bodies {
		row("decode", plain(body), shown(plain(body)))
		row("decode", pack(body), shown(pack(body)))
	}
	good := pack(`{"name":"a","version":1,"info":{"status":"deployed"}}`)
	raw, _ := base64.StdEncoding.DecodeString(good)
	broken := func(change func([]byte) []byte) string {
		return base64.StdEncoding.EncodeToString(change(bytes.Clone(raw)))
	}
	for _, text := range []string{
		"", "!", "YQ", "YQ==", "Y Q=", good + "\n", good[:9] + "\n" + good[9:],
		broken(func(b []byte) []byte { return b[:len(b)-1] }), broken(func(b []byte) []byte { return b[:len(b)/2] }), broken(func(b []byte) []byte { return b[:5] }),
		broken(func(b []byte) []byte { b[len(b)-6] ^= 1; return b }),
		broken(func(b []byte) []byte { return append(b, 'x') }),
	} {
		row("decode", text, shown(text))
	}
	out.Flush()
}
