package backend

// How times are written, and which is the last that can be.

import "time"

// milliseconds is a time as three of the APIs write it.
func milliseconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// microseconds is a time as the App API writes it.
func microseconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// lastTime is the last that the App API writes with a year of four digits.
var lastTime = time.Date(9999, time.December, 31, 23, 59, 59, 999999000, time.UTC)

// earlier is the first of two times.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
