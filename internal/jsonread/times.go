package jsonread

// Times in the shapes that APIs are known to write beside RFC 3339.

import (
	"errors"
	"math"
	"time"
)

// timeLayouts are the forms of ISO 8601 that are read; the first is what the
// APIs document.
var timeLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999",
	time.DateOnly,
}

// ParseTime reads an ISO 8601 time; one without a zone is taken as UTC.
func ParseTime(text string) (time.Time, error) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil && hasZone(t) {
			return t, nil
		}
	}
	return time.Time{}, errors.New("must be an ISO 8601 time")
}

// hasZone reports whether a time's zone is less than a day from UTC: time.Time cannot write another.
func hasZone(t time.Time) bool {
	const day = 24 * 60 * 60
	_, offset := t.Zone()
	return max(offset, -offset) < day
}

// LooseTime reads a time that some documents print as text and some as a
// number of seconds or milliseconds; null and "" are the zero time.
func (d *Decoder) LooseTime(t *time.Time) error {
	*t = time.Time{}
	switch d.Kind() {
	case KindString:
		text, err := d.Text()
		if err != nil || len(text) == 0 {
			return err
		}
		var read time.Time
		if read.UnmarshalText(text) != nil || !hasZone(read) { // what is documented costs nothing more
			if read, err = ParseTime(string(text)); err != nil {
				return &ValueError{Problem: err.Error()}
			}
		}
		*t = read
		return nil
	case KindNumber:
		var number float64
		err := d.Float64(&number)
		if err == nil {
			*t, err = timeOf(number)
		}
		return err
	default:
		return d.String(new(string)) // null, or no time
	}
}

// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5138.
const leastMilliseconds = 1e11

// timeOf is the time that a number of seconds or milliseconds since 1970 means.
func timeOf(seconds float64) (time.Time, error) {
	if math.Abs(seconds) >= leastMilliseconds {
		seconds /= 1000
	}
	if math.Abs(seconds) >= leastMilliseconds {
		return time.Time{}, &ValueError{Problem: "is too large a number for a time"}
	}
	whole, fraction := math.Modf(seconds)
	t := time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1000).UTC()
	if t.Year() < 0 {
		return time.Time{}, &ValueError{Problem: "is too small a number for a time"}
	}
	return t, nil
}
