package partnerkit

// Retry-After: every form that servers send, and any bytes at all.

import (
	"math"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestParseRetryAfter(t *testing.T) {
	t.Parallel()
	const never = time.Duration(math.MaxInt64)
	minute := func(layout string) func(time.Time) string {
		return func(now time.Time) string { return now.Add(time.Minute).Format(layout) }
	}
	text := func(s string) func(time.Time) string { return func(time.Time) string { return s } }
	for name, row := range map[string]struct {
		value func(now time.Time) string
		want  time.Duration
	}{
		"seconds":                   {text("120"), 2 * time.Minute},
		"one":                       {text("1"), time.Second},
		"zero":                      {text("0"), 0},
		"zeros":                     {text("000"), 0},
		"leading zeros":             {text("0007"), 7 * time.Second},
		"many leading zeros":        {text("0000000000000000000000000000005"), 5 * time.Second},
		"spaces around":             {text(" 5 "), 5 * time.Second},
		"tab around":                {text("\t5"), 5 * time.Second},
		"a day":                     {text("86400"), 24 * time.Hour},
		"absent":                    {text(""), 0},
		"spaces":                    {text("   "), 0},
		"negative":                  {text("-5"), 0},
		"plus":                      {text("+5"), 0},
		"fraction":                  {text("1.5"), 0},
		"exponent":                  {text("1e3"), 0},
		"list":                      {text("5, 10"), 0},
		"unit":                      {text("5s"), 0},
		"hexadecimal":               {text("0x10"), 0},
		"underscore":                {text("1_000"), 0},
		"inner space":               {text("1 2"), 0},
		"other digits":              {text("٥"), 0},
		"garbage":                   {text("garbage"), 0},
		"NaN":                       {text("NaN"), 0},
		"invalid UTF-8":             {text("\xff"), 0},
		"the longest":               {text("9223372036"), 9223372036 * time.Second},
		"one above":                 {text("9223372037"), never},
		"wraps to a small number":   {text("18446744073"), never},
		"wraps an int64":            {text("9223372036854775808"), never},
		"wraps a uint64":            {text("18446744073709551617"), never},
		"twenty digits":             {text("99999999999999999999"), never},
		"four hundred digits":       {text(string(make400())), never},
		"date":                      {minute(http.TimeFormat), time.Minute},
		"date of RFC 850":           {minute("Monday, 02-Jan-06 15:04:05 GMT"), time.Minute},
		"date of asctime":           {minute(time.ANSIC), time.Minute},
		"date with spaces around":   {func(now time.Time) string { return " " + minute(http.TimeFormat)(now) + " " }, time.Minute},
		"date now":                  {func(now time.Time) string { return now.Format(http.TimeFormat) }, 0},
		"date past":                 {func(now time.Time) string { return now.Add(-time.Hour).Format(http.TimeFormat) }, 0},
		"date long past":            {text("Thu, 01 Jan 1970 00:00:00 GMT"), 0},
		"date before the era":       {text("Mon, 01 Jan 0001 00:00:00 GMT"), 0},
		"date beyond what fits":     {text("Fri, 31 Dec 9999 23:59:59 GMT"), never},
		"date in PST":               {minute("Mon, 02 Jan 2006 15:04:05 PST"), 0},
		"date with an offset":       {minute("Mon, 02 Jan 2006 15:04:05 +0000"), 0},
		"date of RFC 3339":          {minute(time.RFC3339), 0},
		"date without day":          {minute("02 Jan 2006 15:04:05 GMT"), 0},
		"date that does not exist":  {text("Fri, 31 Feb 2030 00:00:00 GMT"), 0},
		"date with text behind":     {func(now time.Time) string { return minute(http.TimeFormat)(now) + ", 5" }, 0},
		"date with an hour of 24":   {text("Fri, 01 Feb 2030 24:00:00 GMT"), 0},
		"header of two seconds":     {text("2"), 2 * time.Second},
		"seconds with a line break": {text("5\n"), 5 * time.Second},
		"seconds cut by a NUL":      {text("5\x00"), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				assert.Equal(t, row.want, parseRetryAfter(row.value(time.Now().UTC())))
			})
		})
	}
}

func make400() []byte {
	digits := make([]byte, 400)
	for i := range digits {
		digits[i] = '9'
	}
	return digits
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"120", "-5", "0", "9223372037", "18446744073", "99999999999999999999", " 5 ", "5, 10", "1e3",
		"Fri, 31 Dec 9999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "\xff\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got := parseRetryAfter(value)
		if got < 0 {
			t.Fatalf("%q reads as %s", value, got)
		}
		if seconds, err := strconv.ParseUint(value, 10, 32); err == nil && got != time.Duration(seconds)*time.Second {
			t.Fatalf("%q reads as %s", value, got)
		}
		wait, ok := Retry{MaxAttempts: 2, MinWait: 1, MaxWait: time.Minute}.wait(1, got, lowest)
		if wait < 0 || wait > time.Minute || ok != (got <= time.Minute) {
			t.Fatalf("%q is waited for %s, %t", value, wait, ok)
		}
	})
}

// The drawn wait stays in its range for any settings, however large.
func TestWaitStaysInItsRange(t *testing.T) {
	t.Parallel()
	for _, r := range []Retry{
		{MinWait: 1, MaxWait: 1}, {MinWait: 1, MaxWait: math.MaxInt64}, {MinWait: math.MaxInt64, MaxWait: math.MaxInt64},
		{MinWait: math.MaxInt64 / 2, MaxWait: math.MaxInt64}, {MinWait: 200 * ms, MaxWait: 10 * time.Second},
	} {
		for _, attempts := range []int{1, 2, 10, 61, 62, 63, 64, 1 << 20} {
			for _, draw := range []func(int64) int64{lowest, middle, highest} {
				wait, ok := r.wait(attempts, 0, draw)
				assert.True(t, ok)
				assert.GreaterOrEqual(t, wait, r.MinWait)
				assert.LessOrEqual(t, wait, r.MaxWait)
			}
		}
	}
}
