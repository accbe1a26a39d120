package retry

// Retry-After: every form that servers send, and any bytes at all.

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

const never = time.Duration(math.MaxInt64)

// asking is the header of a response with these lines of Retry-After.
func asking(lines ...string) http.Header { return http.Header{"Retry-After": lines} }

func TestAfter(t *testing.T) {
	t.Parallel()
	minute := func(layout string) func(time.Time) string {
		return func(now time.Time) string { return now.Add(time.Minute).Format(layout) }
	}
	text := func(s string) func(time.Time) string { return func(time.Time) string { return s } }
	for name, row := range map[string]struct {
		value func(now time.Time) string
		want  time.Duration
	}{
		"seconds":                     {text("120"), 2 * time.Minute},
		"one":                         {text("1"), time.Second},
		"zero":                        {text("0"), 0},
		"zeros":                       {text("000"), 0},
		"leading zeros":               {text("0007"), 7 * time.Second},
		"many leading zeros":          {text("0000000000000000000000000000005"), 5 * time.Second},
		"spaces around":               {text(" 5 "), 5 * time.Second},
		"tab around":                  {text("\t5"), 5 * time.Second},
		"a day":                       {text("86400"), 24 * time.Hour},
		"absent":                      {text(""), 0},
		"spaces":                      {text("   "), 0},
		"negative":                    {text("-5"), 0},
		"plus":                        {text("+5"), 0},
		"exponent":                    {text("1e3"), 0},
		"unit":                        {text("5s"), 0},
		"hexadecimal":                 {text("0x10"), 0},
		"underscore":                  {text("1_000"), 0},
		"inner space":                 {text("1 2"), 0},
		"other digits":                {text("٥"), 0},
		"garbage":                     {text("garbage"), 0},
		"NaN":                         {text("NaN"), 0},
		"invalid UTF-8":               {text("\xff"), 0},
		"line break behind":           {text("5\n"), 5 * time.Second},
		"NUL behind":                  {text("5\x00"), 0},
		"fraction":                    {text("1.5"), 2 * time.Second},
		"small fraction":              {text("0.001"), time.Second},
		"fraction of nothing":         {text("2.000"), 2 * time.Second},
		"all zero":                    {text("0.0"), 0},
		"long fraction":               {text("1." + strings.Repeat("0", 400) + "1"), 2 * time.Second},
		"fraction without a whole":    {text(".5"), 0},
		"whole without a fraction":    {text("1."), 0},
		"two points":                  {text("1.2.3"), 0},
		"negative fraction":           {text("1.-5"), 0},
		"the longest":                 {text("9223372036"), 9223372036 * time.Second},
		"the longest and a fraction":  {text("9223372036.1"), never},
		"one above":                   {text("9223372037"), never},
		"wraps to a small number":     {text("18446744073"), never},
		"half of what an int64 holds": {text("4611686018427387903.5"), never},
		"wraps an int64":              {text("9223372036854775808"), never},
		"wraps a uint64":              {text("18446744073709551617"), never},
		"twenty digits":               {text("99999999999999999999"), never},
		"four hundred digits":         {text(strings.Repeat("9", 400)), never},
		"two values":                  {text("2, 2"), 2 * time.Second},
		"the first larger":            {text("10, 5"), 10 * time.Second},
		"the second larger":           {text("5,10"), 10 * time.Second},
		"many values":                 {text("1,2,3,2,1"), 3 * time.Second},
		"decimal comma":               {text("1,5"), 5 * time.Second},
		"empty values":                {text(",, 3,"), 3 * time.Second},
		"a value among what is none":  {text("soon, 3, -9, 1e9"), 3 * time.Second},
		"several that cannot be held": {text("9999999999999, 99999999999999999999"), never},
		"date":                        {minute(http.TimeFormat), time.Minute},
		"date of RFC 850":             {minute("Monday, 02-Jan-06 15:04:05 GMT"), time.Minute},
		"date of asctime":             {minute(time.ANSIC), time.Minute},
		"date with spaces around":     {func(now time.Time) string { return " " + minute(http.TimeFormat)(now) + " " }, time.Minute},
		"date now":                    {func(now time.Time) string { return now.Format(http.TimeFormat) }, 0},
		"date past":                   {func(now time.Time) string { return now.Add(-time.Hour).Format(http.TimeFormat) }, 0},
		"date long past":              {text("Thu, 01 Jan 1970 00:00:00 GMT"), 0},
		"date before the era":         {text("Mon, 01 Jan 0001 00:00:00 GMT"), 0},
		"date beyond what fits":       {text("Fri, 31 Dec 9999 23:59:59 GMT"), never},
		"date in PST":                 {minute("Mon, 02 Jan 2006 15:04:05 PST"), 0},
		"date of RFC 850 in PST":      {minute("Monday, 02-Jan-06 15:04:05 PST"), 0},
		"date with an offset":         {minute("Mon, 02 Jan 2006 15:04:05 +0000"), 0},
		"date of RFC 3339":            {minute(time.RFC3339), 0},
		"date without day":            {minute("02 Jan 2006 15:04:05 GMT"), 0},
		"date that does not exist":    {text("Fri, 31 Feb 2030 00:00:00 GMT"), 0},
		"date with an hour of 24":     {text("Fri, 01 Feb 2030 24:00:00 GMT"), 0},
		"date and a smaller number":   {func(now time.Time) string { return minute(http.TimeFormat)(now) + ", 5" }, time.Minute},
		"date and a larger number":    {func(now time.Time) string { return minute(http.TimeFormat)(now) + ", 500" }, 500 * time.Second},
		"number and a date":           {func(now time.Time) string { return "5," + minute(http.TimeFormat)(now) }, time.Minute},
		"two dates": {func(now time.Time) string {
			return minute(time.ANSIC)(now) + ", " + minute(http.TimeFormat)(now.Add(time.Hour))
		}, 61 * time.Minute},
		"date past and a number":        {func(now time.Time) string { return now.Add(-time.Hour).Format(http.TimeFormat) + ", 3" }, 3 * time.Second},
		"day of the week and a number":  {text("Fri, 5"), 5 * time.Second},
		"date cut after its day and 20": {text("20, Fri"), 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				assert.Equal(t, row.want, After(asking(row.value(time.Now().UTC())), false))
			})
		})
	}
}

// Several lines are several values, as a comma makes them.
func TestAfterOfSeveralLines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inAMinute := time.Now().UTC().Add(time.Minute).Format(http.TimeFormat)
		for want, lines := range map[time.Duration][]string{
			2 * time.Second:  {"2", "2"},
			30 * time.Second: {"5", "30", "6, 7"},
			time.Minute:      {"5", inAMinute},
			61 * time.Second: {inAMinute, "61"},
			7 * time.Second:  {"Fri", "7", "junk"}, // a date never goes over the end of its line
		} {
			assert.Equal(t, want, After(asking(lines...), false), lines)
		}
	})
}

// A date is a point on the server's clock, whatever that shows.
func TestADateIsCountedFromTheResponsesOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, off := range map[string]time.Duration{
			"right": 0, "an hour fast": time.Hour, "an hour slow": -time.Hour, "of another era": -30 * 365 * 24 * time.Hour,
		} {
			server := time.Now().UTC().Add(off)
			for _, layout := range dateLayouts {
				header := asking(server.Add(3 * time.Second).Format(http.TimeFormat))
				header.Set("Date", server.Format(layout))
				assert.Equal(t, 3*time.Second, After(header, false), "%s, %s", name, layout)
				header = asking("4")
				header.Set("Date", server.Format(layout))
				assert.Equal(t, 4*time.Second, After(header, false), "seconds need no clock")
			}
		}
		for _, unreadable := range []string{"", "yesterday", "12", "Fri, 31 Feb 2030 00:00:00 GMT"} {
			header := asking(time.Now().UTC().Add(3 * time.Second).Format(http.TimeFormat))
			header.Set("Date", unreadable)
			assert.Equal(t, 3*time.Second, After(header, false), "by the local clock: %q", unreadable)
		}
		header := asking("Thu, 01 Jan 1970 00:00:00 GMT")
		header.Set("Date", "Fri, 31 Dec 9999 23:59:59 GMT")
		assert.Zero(t, After(header, false))
	})
}

// X-RateLimit-Reset stands in where it counts and no Retry-After can be read.
func TestResetStandsIn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		after  []string
		reset  string
		counts bool
		want   time.Duration
	}{
		"alone":                      {nil, "3", true, 3 * time.Second},
		"where it does not count":    {nil, "3", false, 0},
		"the shortest":               {nil, "1", true, time.Second},
		"none":                       {nil, "0", true, 0},
		"the longest":                {nil, "3600", true, time.Hour},
		"longer":                     {nil, "3601", true, 0},
		"longer by a fraction":       {nil, "3600.5", true, 0},
		"a point in time":            {nil, "1767225600", true, 0},
		"a point in milliseconds":    {nil, "1767225600000", true, 0},
		"negative":                   {nil, "-3", true, 0},
		"junk":                       {nil, "soon", true, 0},
		"absent":                     {nil, "", true, 0},
		"a fraction":                 {nil, "2.5", true, 3 * time.Second},
		"beside a Retry-After":       {[]string{"7"}, "3", true, 7 * time.Second},
		"beside a shorter one":       {[]string{"2"}, "30", true, 2 * time.Second},
		"beside a Retry-After of 0":  {[]string{"0"}, "3", true, 0},
		"beside one that is no wait": {[]string{"junk"}, "3", true, 3 * time.Second},
		"beside an empty one":        {[]string{""}, "3", true, 3 * time.Second},
	} {
		header := asking(row.after...)
		header.Set("X-RateLimit-Reset", row.reset)
		assert.Equal(t, row.want, After(header, row.counts), name)
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"30": 30 * time.Second, "0": 0, " 7 ": 7 * time.Second, "1767225600": 1767225600 * time.Second} {
		got, ok := Seconds(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "-1", "x", "1 2", "2,2", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		got, ok := Seconds(text)
		assert.False(t, ok, text)
		assert.Zero(t, got, text)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"120", "-5", "0", "9223372037", "18446744073", "99999999999999999999", " 5 ", "5, 10", "1e3", "1.5", "2, 2", ",,,",
		"Fri, 31 Dec 9999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "\xff\x00",
		"Sun, 06 Nov 1994 08:49:37 GMT, 5, Sunday, 06-Nov-94 08:49:37 GMT",
	} {
		f.Add(seed, "")
		f.Add("3", seed)
		f.Add(seed, "Sun, 06 Nov 1994 08:49:37 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		header := asking(value)
		header.Set("Date", date)
		got := After(header, false)
		if got < 0 {
			t.Fatalf("%q reads as %s", value, got)
		}
		if seconds, err := strconv.ParseUint(value, 10, 32); err == nil && got != time.Duration(seconds)*time.Second {
			t.Fatalf("%q reads as %s", value, got)
		}
		more := After(http.Header{"Retry-After": {value, "86400"}, "Date": {date}}, false)
		if _, ok := parseDate(date); ok && more != max(got, 24*time.Hour) {
			t.Fatalf("%q reads as %s, with another line as %s", value, got, more)
		}
		wait, ok := Policy{MaxAttempts: 2, MinWait: 1, MaxWait: time.Minute}.Wait(1, got, lowest)
		if wait < 0 || wait > time.Minute || ok != (got <= time.Minute) {
			t.Fatalf("%q is waited for %s, %t", value, wait, ok)
		}
	})
}
