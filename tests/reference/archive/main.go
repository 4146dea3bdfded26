// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_archive.c: go run . [-n rows] [-seed s] > ../../data/archive/archive.tsv
// An archive in base64, and the names, lengths and sums of the files that Helm takes out of it.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"flag"
	"fmt"
	"hash/crc32"
	"math/rand"
	"os"
	"strconv"
	"strings"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
)

var out = bufio.NewWriter(os.Stdout)

func row(tar []byte) {
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	w.Write(tar)
	w.Close()
	files, err := archive.LoadArchiveFiles(bytes.NewReader(packed.Bytes()))
	var result strings.Builder
	if err != nil {
		result.WriteString("error: " + err.Error())
	}
	for _, f := range files {
		fmt.Fprintf(&result, "%s %d %08x\n", strconv.Quote(f.Name), len(f.Data), crc32.ChecksumIEEE(f.Data))
	}
	fmt.Fprintf(out, "archive\t%s\t%s\n", base64.StdEncoding.EncodeToString(packed.Bytes()), strconv.Quote(result.String()))
}

// ---- headers ----

const block = 512

type header struct {
	name, prefix   string
	size, mode     string
	kind           byte
	magic, trailer string
	others         map[int]string
	sum            string
	signed         bool
}

func (h header) bytes() []byte {
	b := make([]byte, block)
	copy(b[0:100], h.name)
	copy(b[100:108], h.mode)
	copy(b[124:136], h.size)
	b[156] = h.kind
	copy(b[257:265], h.magic)
	copy(b[345:500], h.prefix)
	copy(b[508:], h.trailer)
	for at, text := range h.others {
		copy(b[at:], text)
	}
	copy(b[148:156], "        ")
	sum := 0
	for _, c := range b {
		if h.signed {
			sum += int(int8(c))
		} else {
			sum += int(c)
		}
	}
	text := fmt.Sprintf("%06o\x00 ", sum)
	if h.sum != "" {
		text = h.sum
	}
	copy(b[148:156], text)
	return b
}

const (
	ustar = "ustar\x0000"
	gnu   = "ustar  \x00"
)

func octal(n, digits int) string {
	return fmt.Sprintf("%0*o", digits, n)
}

func plain(name string, kind byte, size int) header {
	return header{name: name, kind: kind, size: octal(size, 11), mode: "0000644", magic: ustar}
}

// What stands behind a header, up to a whole block.
func filled(data []byte) []byte {
	return append(data, make([]byte, -len(data)&(block-1))...)
}

func entry(h header, data []byte) []byte {
	return append(h.bytes(), filled(append([]byte{}, data...))...)
}

func record(key, value string) string {
	rest := " " + key + "=" + value + "\n"
	n := len(rest)
	for {
		if all := len(strconv.Itoa(n)) + len(rest); all == n {
			return strconv.Itoa(n) + rest
		} else {
			n = all
		}
	}
}

// ---- chance ----

var r *rand.Rand

func pick(choices ...string) string {
	return choices[r.Intn(len(choices))]
}

func name() string {
	if r.Intn(5) > 0 {
		return pick("c/a", "c/b.yaml", "c/templates/x", "c/x/", "c/./y", "c\\w\\v", "c/é", "c/"+strings.Repeat("long/", 18)+"name.yaml")
	}
	return pick("c/a", "c/b.yaml", "c/templates/x", "c/", "c", "c/x/", "c//x", "c/../x", "c/./y", "/c/z", "c\\w\\v", "c/C:/x", "Chart.yaml", "",
		"c/é", "c/\xff", "c/"+strings.Repeat("long/", 18), strings.Repeat("n", 100), "c/..x", ".", "..", "c/a b")
}

func data() []byte {
	return bytes.Repeat([]byte(pick("x", "ab\n", "\xef\xbb\xbfa", "\x00", "5\n")), r.Intn(5)*r.Intn(150))
}

// A field that is a number, mostly.
func number(n, digits int) string {
	switch r.Intn(14) {
	case 0:
		return pick("", " ", "\x00\x00", "8", "1x", "-1", "+1", "0x1", "1 2", "1\x002", " 17 ", "777777777777777", "1_0")
	case 1:
		return pick("\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe",
			"\x80\x00\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff", "\x80\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff", "\x80", "\xc0\x00\x00", "\xff")
	case 2:
		return fmt.Sprintf("%*o ", digits-1, n)
	default:
		return octal(n, digits)
	}
}

func someHeader(size int) header {
	h := plain(name(), pick("0", "0", "\x00")[0], size)
	h.magic = pick(ustar, gnu, "")
	if r.Intn(2) > 0 {
		return h
	}
	h.magic = pick(ustar, ustar, gnu, gnu, "", "ustar\x00xx", "ustar ", "USTAR")
	if r.Intn(4) == 0 {
		h.kind = pick("0", "1", "2", "3", "4", "5", "6", "7", "S", "A", "z")[0]
		h.size = octal(size*r.Intn(2), 11)
	}
	if r.Intn(4) == 0 {
		h.prefix = pick("c", "c/pre", "é", "\xff", "c/"+strings.Repeat("p", 150), "00000000000", "12345670123\x0012345670123", "\x00x")
	}
	if r.Intn(6) == 0 {
		h.trailer = pick("tar\x00", "tar", "xxxx")
	}
	h.signed = r.Intn(12) == 0
	if r.Intn(20) == 0 {
		h.sum = pick("000000\x00 ", "", "        ", "xxxxxxxx", "7777777")
	}
	h.others = map[int]string{}
	if r.Intn(8) == 0 {
		h.size = number(size, 11)
	}
	if r.Intn(6) == 0 {
		h.mode = pick("0040755", "0100644", "0120777", "\xff", "999", "0020000")
	}
	for _, at := range []int{108, 116, 136, 329, 337, 476, 488, 357} {
		if r.Intn(24) == 0 {
			h.others[at] = number(r.Intn(5000), 7)
		}
	}
	return h
}

func someRecords() string {
	var b strings.Builder
	for i := r.Intn(4); i >= 0; i-- {
		key := pick("path", "path", "path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "SCHILY.xattr.a", "comment", "hdrcharset")
		value := pick("5", "+7", "0", "", "150")
		if strings.HasSuffix(key, "path") {
			value = pick("c/pax", "c/pax/", "c/a=b", "c/a\nb", "", "c/pax/"+strings.Repeat("path/", 60))
		}
		if r.Intn(10) == 0 {
			key = pick(key, key, "a\x00b")
			value = pick("-5", "1.5", "1.x", ".5", "x", "c/\x00n", "9223372036854775808", "100000000")
		}
		b.WriteString(record(key, value))
		if r.Intn(20) == 0 {
			b.WriteString(pick("5 a=\n", "4 a\n", "6 a=b\n", "99 a=b\n", "x a=b\n", " a=b\n", "6 =bb\n", "7 abcd\n", "-6 a=b\n", "+6 a=b\n", "06 a=b\n", "7 a=b\n\n", "\n", "0 a=b\n"))
		}
	}
	return b.String()
}

// ---- sparse files ----

// Parts that fit, mostly, and how long what is in them is.
func parts() (list [][2]int, size, len int) {
	at := 0
	for i := r.Intn(7); i > 0; i-- {
		gap, n := r.Intn(3)*r.Intn(400), r.Intn(3)*r.Intn(300)
		list = append(list, [2]int{at + gap, n})
		at += gap + n
		len += n
	}
	size = at + r.Intn(2)*r.Intn(500)
	if r.Intn(8) == 0 {
		size -= r.Intn(200)
	}
	if r.Intn(8) == 0 {
		len += r.Intn(200) - 100
	}
	if len < 0 {
		len = 0
	}
	return list, size, len
}

func oldSparse(list [][2]int, size, length int) []byte {
	h := plain("c/old", 'S', length)
	h.magic = pick(gnu, gnu, gnu, gnu, ustar)
	h.others = map[int]string{483: number(size, 11)}
	rest := list
	for i := 0; i < 4 && len(rest) > 0; i++ {
		h.others[386+24*i] = number(rest[0][0], 11)
		h.others[386+24*i+12] = number(rest[0][1], 11)
		rest = rest[1:]
	}
	var more []byte
	if len(rest) > 0 || r.Intn(4) == 0 {
		h.others[482] = "\x01"
		b := make([]byte, block)
		for i, part := range rest {
			copy(b[24*i:], octal(part[0], 11))
			copy(b[24*i+12:], octal(part[1], 11))
		}
		if r.Intn(5) == 0 {
			b[504] = 1
			b = append(b, make([]byte, block)...)
		}
		more = b
	}
	return append(append(h.bytes(), more...), filled(bytes.Repeat([]byte("d"), length))...)
}

func listed(list [][2]int, separator string) (text string) {
	for i, part := range list {
		if i > 0 {
			text += separator
		}
		text += strconv.Itoa(part[0]) + separator + strconv.Itoa(part[1])
	}
	return text
}

func paxSparse(list [][2]int, size, length int) []byte {
	records := record("GNU.sparse.size", pick(strconv.Itoa(size), strconv.Itoa(size), strconv.Itoa(size), "x", "", "-1"))
	content := bytes.Repeat([]byte("d"), length)
	if r.Intn(2) == 0 {
		records += record("GNU.sparse.name", pick("c/real", "", "c/r/"))
	}
	switch r.Intn(5) {
	case 0:
		records += record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") + record("GNU.sparse.realsize", strconv.Itoa(size))
		lines := strconv.Itoa(len(list)) + "\n" + listed(list, "\n") + "\n"
		if r.Intn(5) == 0 {
			lines = pick("x\n", "-1\n", "3\n1\n", "99999999999999999999\n", "5", "\n", "1\n\n\n", "1\n0\nx\n", "1000000\n1\n2\n")
		}
		content = append(filled([]byte(lines)), content...)
	case 1:
		records += pick(record("GNU.sparse.major", "0")+record("GNU.sparse.minor", "1"), "", record("GNU.sparse.major", "2"), record("GNU.sparse.minor", "1"))
		records += record("GNU.sparse.numblocks", pick(strconv.Itoa(len(list)), strconv.Itoa(len(list)), strconv.Itoa(len(list)), "1", "x", "-1"))
		records += record("GNU.sparse.map", listed(list, ",")+pick("", "", "", "", ",", ",1"))
	default:
		records += record("GNU.sparse.numblocks", strconv.Itoa(len(list)))
		for _, part := range list {
			records += record("GNU.sparse.offset", strconv.Itoa(part[0])) + record("GNU.sparse.numbytes", strconv.Itoa(part[1])+pick("", "", "", "", "", "", ","))
		}
		if r.Intn(6) == 0 {
			records += record(pick("GNU.sparse.offset", "GNU.sparse.numbytes"), "5")
		}
	}
	kind := pick("0", "0", "0", "0", "0", "0", "2", "\x00")[0]
	return append(entry(plain("pax", 'x', len(records)), []byte(records)), entry(plain("c/sparse", kind, len(content)), content)...)
}

// ---- archives ----

func someEntry() []byte {
	switch r.Intn(10) {
	case 0:
		records := someRecords()
		h := plain("pax", pick("x", "x", "x", "g")[0], len(records))
		return entry(h, []byte(records))
	case 1:
		text := pick("c/long", "c/"+strings.Repeat("longer/", 30), "", "c/a\x00b", "c/folder/") + pick("", "\x00")
		h := plain("././@LongLink", pick("L", "L", "K")[0], len(text))
		h.magic = gnu
		return entry(h, []byte(text))
	case 2:
		return oldSparse(parts())
	case 3:
		return paxSparse(parts())
	default:
		content := data()
		return entry(someHeader(len(content)), content)
	}
}

func someArchive() []byte {
	var tar []byte
	for i := 1 + r.Intn(4); i > 0; i-- {
		tar = append(tar, someEntry()...)
	}
	switch r.Intn(12) {
	case 0:
	case 1:
		tar = append(tar, make([]byte, block)...)
	case 2:
		tar = append(tar, make([]byte, block+r.Intn(block))...)
	case 3:
		tar = append(append(tar, make([]byte, block)...), bytes.Repeat([]byte("rubbish!"), 1+r.Intn(100))...)
	case 4:
		tar = append(append(tar, make([]byte, block)...), entry(plain("c/late", '0', 3), []byte("abc"))...)
	case 5:
		tar = append(append(tar, make([]byte, 2*block)...), bytes.Repeat([]byte("rubbish!"), 1+r.Intn(100))...)
	case 6:
		tar = append(tar, bytes.Repeat([]byte("rubbish!"), 1+r.Intn(100))...)
	case 7:
		tar = tar[:r.Intn(len(tar)+1)]
	case 8:
		tar = bytes.TrimRight(tar, "\x00")
	default:
		tar = append(tar, make([]byte, 2*block)...)
	}
	return tar
}

func main() {
	n := flag.Int("n", 1500, "rows")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r = rand.New(rand.NewSource(*seed))
	row(nil)
	row(make([]byte, 2*block))
	special := bytes.Repeat([]byte("9"), 1<<20+1)
	for _, kind := range []byte("xL") {
		row(entry(plain("c/x", kind, len(special)), special))
		row(entry(plain("c/x", kind, len(special)), special[:1000]))
	}
	row(entry(plain("c/x", '0', 200<<20), nil))
	row(entry(plain("c/x", '1', 200<<20), nil))
	row(entry(plain("c/x", '1', 5), nil))
	for i := 0; i < *n; i++ {
		row(someArchive())
	}
}
