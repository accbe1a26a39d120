package backend

// How times are written.

import "time"

// milliseconds is a time as three of the APIs write it.
func milliseconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// microseconds is a time as the App API writes it.
func microseconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
