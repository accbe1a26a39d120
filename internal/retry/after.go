package retry

// How long a response asks to wait.

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxReset is the longest X-RateLimit-Reset that stands in for a Retry-After. A
// larger number is not a wait in seconds but a point in time, or nonsense.
const maxReset = time.Hour

// After reads how long a response asks to wait before the next request: the
// longest of its Retry-After values, of which each is a date or a number of
// seconds. A date is counted from the response's own Date, so that a server whose
// clock is wrong is still understood. Where no Retry-After can be read and
// useReset, an X-RateLimit-Reset from 1 second to an hour stands in. It is
// never negative, and 0 where the response does not ask.
func After(header http.Header, useReset bool) time.Duration {
	longest, readable := time.Duration(0), false
	now := responseTime(header)
	for _, line := range header.Values("Retry-After") {
		for parts := strings.Split(line, ","); len(parts) > 0; {
			wait, used := firstWait(parts, now)
			if used > 0 {
				longest, readable = max(longest, wait), true
			}
			parts = parts[max(1, used):]
		}
	}
	if readable || !useReset {
		return longest
	}
	reset, _ := Seconds(header.Get("X-RateLimit-Reset"))
	if reset > maxReset {
		return 0
	}
	return reset
}

// responseTime is when the response was made, by the clock of its server.
func responseTime(header http.Header) time.Time {
	if date, ok := parseDate(header.Get("Date")); ok {
		return date
	}
	return time.Now()
}

// firstWait reads the value that a list of values begins with, where the list was
// split at its commas: a date may hold one. used counts the parts that were read;
// 0 means that the first is neither a date nor a number. The wait for a date that
// is over is negative.
func firstWait(parts []string, now time.Time) (wait time.Duration, used int) {
	for used = min(2, len(parts)); used > 0; used-- {
		if date, ok := parseDate(strings.Join(parts[:used], ",")); ok {
			return date.Sub(now), used
		}
	}
	if wait, ok := Seconds(parts[0]); ok {
		return wait, 1
	}
	return 0, 0
}

// dateLayouts are the three forms of a date in HTTP, which are all in GMT.
var dateLayouts = []string{http.TimeFormat, "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC}

func parseDate(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) < len(time.ANSIC) { // spares the layouts what cannot be a date
		return time.Time{}, false
	}
	for _, layout := range dateLayouts {
		if date, err := time.Parse(layout, text); err == nil {
			return date, true
		}
	}
	return time.Time{}, false
}

// Seconds reads a number of seconds in digits, with an optional fraction that is
// rounded up. What is longer than a Duration can be is the longest Duration.
func Seconds(text string) (time.Duration, bool) {
	whole, fraction, hasFraction := strings.Cut(strings.TrimSpace(text), ".")
	if !isDigits(whole) || hasFraction && !isDigits(fraction) {
		return 0, false
	}
	seconds, _ := strconv.ParseInt(whole, 10, 63) // the largest that fits, where the number is larger
	if strings.Trim(fraction, "0") != "" {
		seconds++
	}
	if seconds > int64(math.MaxInt64/time.Second) {
		return math.MaxInt64, true
	}
	return time.Duration(seconds) * time.Second, true
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
