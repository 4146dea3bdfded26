// SPDX-License-Identifier: Apache-2.0

// Rows for tests/unit/test_gotime.c: go run main.go [-n rows] [-seed s] > ../../data/text/gotime.tsv
// Run with TZ set to a zone, it also makes rows for Local.
package main

import (
	"bufio"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"time"
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

func pick(r *rand.Rand, from ...string) string { return from[r.Intn(len(from))] }

var zones = []string{"UTC", "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney", "Europe/Dublin", "America/St_Johns",
	"Asia/Tokyo", "Australia/Lord_Howe", "EST5EDT", "Etc/GMT+5", "Europe/London", "Pacific/Auckland", "America/Los_Angeles"}

func randomTime(r *rand.Rand) time.Time {
	nanos := []int64{0, 0, 1, 500000000, 123000000, 123456789, 999999999, 100}[r.Intn(8)]
	switch r.Intn(6) {
	case 0:
		return time.Unix(int64(r.Intn(1<<32)), nanos)
	case 1:
		return time.Unix(-int64(r.Intn(1<<32)), nanos)
	case 2:
		return time.Unix(r.Int63n(1<<38)-1<<37, nanos)
	case 3:
		return time.Date(1990+r.Intn(80), time.Month(1+r.Intn(12)), 1+r.Intn(31), r.Intn(24), r.Intn(60), r.Intn(60), int(nanos), time.UTC)
	case 4:
		return time.Time{}
	}
	return time.Unix(int64(r.Uint64())>>uint(r.Intn(30)), nanos)
}

func randomLayout(r *rand.Rand) string {
	if r.Intn(3) == 0 {
		return pick(r, time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339,
			time.RFC3339Nano, time.Kitchen, time.Stamp, time.StampMilli, time.DateTime, time.DateOnly, time.TimeOnly, "20060102150405", "2006-01-02T15:04:05Z")
	}
	var b strings.Builder
	for i := r.Intn(8); i >= 0; i-- {
		b.WriteString(pick(r, "January", "Jan", "1", "01", "Monday", "Mon", "2", "_2", "02", "__2", "002", "15", "3", "03", "4", "04", "5", "05", "2006", "06",
			"PM", "pm", "MST", "Z0700", "Z070000", "Z07", "Z07:00", "Z07:00:00", "-0700", "-070000", "-07", "-07:00", "-07:00:00", ".000", ".999", ",0", ".9",
			".000000000", ".9999999999", "_2006", "é", "x", "Janet", "Moon", "day", "0", "00"))
		b.WriteString(pick(r, "", "", " ", "-", ":", "/", ", ", "  "))
	}
	return b.String()
}

func damage(r *rand.Rand, s string) string {
	if len(s) == 0 || r.Intn(3) > 0 {
		return s
	}
	at := r.Intn(len(s))
	switch r.Intn(5) {
	case 0:
		return s[:at]
	case 1:
		return s[:at] + s[at+1:]
	case 2:
		return s[:at] + pick(r, "0", "9", " ", "x", "-", "+", "Z", "GMT+3", "99", "é", "\"", "\n", "AM", "feb", ".5", ",25", "00") + s[at:]
	case 3:
		return s[:at] + strconv.Itoa(r.Intn(10)) + s[at+1:]
	}
	return s + pick(r, " ", "x", ".123", "Z", " EST", " WITA", " GMT-2", "+03")
}

func shown(t time.Time, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	name, offset := t.Zone()
	return fmt.Sprintf("%d %d %s %d", t.Unix(), t.Nanosecond(), name, offset)
}

func seconds(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func times(r *rand.Rand, tz string) {
	name := zones[r.Intn(len(zones))]
	if tz != "" && r.Intn(2) == 0 {
		name = "Local"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	t := randomTime(r).In(zone)
	nanos := strconv.Itoa(t.Nanosecond())
	layout := randomLayout(r)
	row("format", tz, name, seconds(t), nanos, layout, t.Format(layout))
	row("string", tz, name, seconds(t), nanos, t.String())
	if name == "Local" || name == "UTC" { // others do not keep their name here
		row("gostring", tz, name, seconds(t), nanos, t.GoString())
	}
	text, err := t.MarshalText()
	if err != nil {
		text = []byte("error: " + strings.TrimPrefix(err.Error(), "Time.MarshalText: "))
	}
	row("rfc3339", tz, name, seconds(t), nanos, string(text))
	row("fields", tz, name, seconds(t), nanos, fmt.Sprint(t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second(), int(t.Weekday()), t.YearDay()))
	damaged := damage(r, t.Format(layout))
	u, err := time.ParseInLocation(layout, damaged, zone)
	row("parse", tz, name, layout, damaged, shown(u, err))
	years, months, days := r.Intn(20)-10, r.Intn(60)-30, r.Intn(1000)-500
	if t.Year() > 0 && t.Year() < 10000 {
		v := t.AddDate(years, months, days)
		row("adddate", tz, name, seconds(t), nanos, strconv.Itoa(years), strconv.Itoa(months), strconv.Itoa(days), shown(v, nil))
	}
	y, mo, d, h := 1900+r.Intn(200), r.Intn(30)-8, r.Intn(80)-20, r.Intn(60)-10
	row("date", tz, name, strconv.Itoa(y), strconv.Itoa(mo), strconv.Itoa(d), strconv.Itoa(h), shown(time.Date(y, time.Month(mo), d, h, 30, 75, -5, zone), nil))
	step := time.Duration(r.Int63() >> uint(r.Intn(62)))
	if r.Intn(2) == 0 {
		step = []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour, 7 * time.Millisecond, 500 * time.Millisecond, 0, -5}[r.Intn(8)]
	}
	w := randomTime(r)
	row("arith", seconds(t), nanos, seconds(w), strconv.Itoa(w.Nanosecond()), strconv.FormatInt(int64(step), 10),
		shown(t.UTC().Add(step), nil)+"|"+strconv.FormatInt(int64(t.Sub(w)), 10)+"|"+shown(t.UTC().Round(step), nil)+"|"+shown(t.UTC().Truncate(step), nil))
}

func durations(r *rand.Rand) {
	d := time.Duration(int64(r.Uint64()) >> uint(r.Intn(64)))
	if r.Intn(3) == 0 {
		d = time.Duration(r.Intn(1000)) * []time.Duration{time.Nanosecond, time.Microsecond, time.Millisecond, time.Second, time.Minute, time.Hour}[r.Intn(6)]
	}
	m := time.Duration(int64(r.Uint64()) >> uint(r.Intn(64)))
	row("duration", strconv.FormatInt(int64(d), 10), strconv.FormatInt(int64(m), 10), d.String()+" "+strconv.FormatInt(int64(d.Round(m)), 10)+" "+strconv.FormatInt(int64(d.Truncate(m)), 10))
	var b strings.Builder
	b.WriteString(pick(r, "", "", "", "-", "+", " "))
	for i := r.Intn(4); i > 0; i-- {
		b.WriteString(pick(r, "1", "5", "30", "1.5", ".5", "1.", ".", "0", "9223372036854775807", "9223372036854775808", "2562047", "0.333333333333333333333", "100000000000000000000", "", "1"))
		b.WriteString(pick(r, "h", "m", "s", "ms", "us", "µs", "μs", "ns", "s", "h", "d", "", "é\"", "M"))
	}
	s := b.String()
	if r.Intn(4) == 0 {
		s = d.String()
	}
	p, err := time.ParseDuration(s)
	if err != nil {
		row("parseduration", s, "error: "+err.Error())
	} else {
		row("parseduration", s, strconv.FormatInt(int64(p), 10))
	}
}

// A period of a zone file: what it is called, where its name begins, and so on.
type period struct {
	offset int32
	isDST  byte
	name   byte
}

func tzif(version byte, times []int64, indexes string, periods []period, names, footer string) string {
	body := func(size int) string {
		var b strings.Builder
		b.WriteString("TZif" + string(rune(version)) + strings.Repeat("\x00", 15))
		for _, count := range []int{0, 0, 0, len(times), len(periods), len(names)} {
			binary.Write(&b, binary.BigEndian, uint32(count))
		}
		for _, when := range times {
			if size == 4 {
				binary.Write(&b, binary.BigEndian, int32(when))
			} else {
				binary.Write(&b, binary.BigEndian, when)
			}
		}
		b.WriteString(indexes)
		for _, p := range periods {
			binary.Write(&b, binary.BigEndian, p)
		}
		return b.String() + names
	}
	if version == 0 {
		return body(4)
	}
	return body(4) + body(8) + footer
}

// A zone file that Local is read from, and times in it.
func zoneFile(data string) {
	seconds := []int64{-4000000000, 0, 10000000, 951782400, 1709164800, 1710054000, 1711846799, 1711846800, 1718000000, 1729990799, 1729990800, 1735689600, 4102444800}
	zone, err := time.LoadLocationFromTZData("Local", []byte(data))
	var numbers, results []string
	for _, s := range seconds {
		numbers = append(numbers, strconv.FormatInt(s, 10))
		if err == nil {
			results = append(results, time.Unix(s, 0).In(zone).Format("2006-01-02 15:04:05 -07:00:00 MST"))
		}
	}
	result := "bad"
	if err == nil {
		result = strings.Join(results, ",")
	}
	row("zonefile", data, strings.Join(numbers, ","), result)
}

func zoneFiles() {
	standard, summer := period{3600, 0, 0}, period{7200, 1, 4}
	names := "CET\x00CEST\x00"
	for _, rule := range []string{"", "CET-1CEST,M3.5.0,M10.5.0/3", "CET-1CEST", "<+01>-1<+02>,J60/2,J300/3", "CET-1CEST,59,300/-2", "CET-1CEST-3:30:15,M10.1.6/24:30,M2.2.3/-1:30",
		"CET-1", "CET+1:30:30", "CET", "CE-1", "<CET-1", "CET-1<CEST", "CET-1C", "CET-x", "CET-169", "CET-1:60", "CET-1:", "CET-1CESTx,M3.5.0,M10.5.0", "CET-1CEST-x,M3.5.0,M10.5.0",
		"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,J366,J300", "CET-1CEST,366,1",
		"CET-1CEST,,", "CET-1CEST,M3.5.0/x,M10.5.0", "CET-1CEST,M3.5.0", "CET-1CEST;M3.5.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x", "CET-1CEST,J59,J60", "CET-1CEST,M2.5.1,M8.1.0", "CET-1CEST,M1.4.0,M12.1.1/0"} {
		zoneFile(tzif('2', []int64{-1000000000, 1000000000}, "\x01\x00", []period{standard, summer}, names, "\n"+rule+"\n"))
	}
	for _, version := range []byte{0, '1', '2', '3', '4'} {
		zoneFile(tzif(version, []int64{0, 1000000000}, "\x01\x00", []period{standard, summer}, names, "\nCET-1CEST,M3.5.0,M10.5.0/3\n"))
	}
	for _, periods := range [][]period{{}, {standard}, {summer}, {summer, standard}, {{3600, 0, 20}}, {{3600, 0, 9}}, {summer, summer}, {summer, standard, summer}} {
		for _, indexes := range []string{"", "\x00", "\x01", "\x02", "\x02\x01"} {
			var times []int64
			for i := range len(indexes) {
				times = append(times, int64(1000000000*i))
			}
			zoneFile(tzif('2', times, indexes, periods, names, "\n\n"))
		}
	}
	whole := tzif('2', []int64{0}, "\x00", []period{standard}, names, "\nCET-1\n")
	for i := range len(whole) {
		zoneFile(whole[:i])
	}
	zoneFile("x" + whole)
}

func fixedParses(tz string) {
	for _, text := range [][2]string{{"15:04:05.000", "01:02:03.1x2"}, {"15:04:05.000", "01:02:03x123"}, {"15:04:05.000", "01:02:03.-12"}, {"15:04:05.000", "01:02:03.1"}, {"15:04 MST", "01:02 GMT"},
		{"15:04 MST", "01:02 GMT+3"}, {"15:04 MST", "01:02 GMT-30"}, {"15:04 MST", "01:02 GMTx"}, {"15:04 MST", "01:02 GMT+"}, {"15:04 MST", "01:02 +3"}, {"15:04 MST", "01:02 +24"}, {"15:04 MST", "01:02 "},
		{"MST15:04", "+0301:02"}, {"MST15:04", "GMT+0301:02"}} {
		u, err := time.Parse(text[0], text[1])
		row("parse", tz, "UTC", text[0], text[1], shown(u, err))
	}
	for _, text := range []string{"9223372036854775809ns", "9223372036.9s", "9223372036.8s", "-9223372036.854775808s", "9223372036854775808ns", "-9223372036854775808ns", "2562048h", "2562047.9h"} {
		p, err := time.ParseDuration(text)
		if err != nil {
			row("parseduration", text, "error: "+err.Error())
		} else {
			row("parseduration", text, strconv.FormatInt(int64(p), 10))
		}
	}
}

func main() {
	n := flag.Int("n", 350, "rows of a kind")
	seed := flag.Int64("seed", 1, "")
	flag.Parse()
	defer out.Flush()
	r := rand.New(rand.NewSource(*seed))
	tz := os.Getenv("TZ")
	for i := 0; i < *n; i++ {
		times(r, tz)
		durations(r)
	}
	zoneFiles()
	fixedParses(tz)
	for _, name := range []string{"", "UTC", "Nowhere/Town", "../x", "/etc/localtime", "Europe", "Europe/Berlin"} {
		_, err := time.LoadLocation(name)
		row("load", name, fmt.Sprint(err))
	}
	for _, d := range []int64{0, 1, -1, math.MinInt64, math.MaxInt64, 1e9, 1e6, 1e3, 999, 1500} {
		row("duration", strconv.FormatInt(d, 10), "7", time.Duration(d).String()+" "+strconv.FormatInt(int64(time.Duration(d).Round(7)), 10)+" "+strconv.FormatInt(int64(time.Duration(d).Truncate(7)), 10))
	}
}
