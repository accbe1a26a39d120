package partnerkit

// Dates and times as the APIs write them, read in every shape that they are
// known to take.

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// Date is a day of the calendar without a time or a zone. Its zero means no
// date.
type Date struct {
	Year  int        // the year, 1 to 9999
	Month time.Month // the month, 1 to 12
	Day   int        // the day of the month, from 1
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String writes the date as ISO 8601 has it, "1990-05-17"; the zero Date is "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// valid reports whether the calendar has the day.
func (d Date) valid() bool {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	return d.Year >= 1 && d.Year <= 9999 && DateOf(t) == d
}

// DateOf returns the day of a time, in the time's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// Time returns the beginning of the day, in UTC; the zero Time for the zero Date.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// MarshalJSON writes "1990-05-17"; the zero Date is null, and a day that the
// calendar does not have is an error.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	if !d.valid() {
		return nil, invalid("no such day: year %d, month %d, day %d", d.Year, int(d.Month), d.Day)
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a date, a date-time (its day as written), an object of
// year, month and day, or null.
func (d *Date) UnmarshalJSON(data []byte) error {
	return jsonread.Decode(data, func(decoder *jsonread.Decoder) error { return decodeDate(decoder, d) })
}

func decodeDate(d *jsonread.Decoder, date *Date) error {
	*date = Date{}
	var read Date
	if d.Kind() == jsonread.KindObject {
		if err := decodeDay(d, &read); err != nil {
			return err
		}
	} else {
		var text string
		if err := d.String(&text); err != nil || text == "" {
			return err
		}
		t, err := parseTime(text)
		if err != nil {
			return &jsonread.ValueError{Problem: err.Error()}
		}
		read = DateOf(t)
	}
	if !read.valid() {
		return &jsonread.ValueError{Problem: "must be a day of the calendar"}
	}
	*date = read
	return nil
}

// decodeDay reads {"year":1990,"month":5,"day":17}.
func decodeDay(d *jsonread.Decoder, date *Date) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "year":
			return d.Int(&date.Year)
		case "month":
			return d.Int((*int)(&date.Month))
		case "day":
			return d.Int(&date.Day)
		default:
			return d.Skip()
		}
	})
}

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

// parseTime reads an ISO 8601 time; one without a zone is taken as UTC.
func parseTime(text string) (time.Time, error) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil && hasZone(t) {
			return t, nil
		}
	}
	return time.Time{}, errors.New("must be an ISO 8601 time")
}

// hasZone reports whether a time's zone is one: time.Time would not write one that is a day away.
func hasZone(t time.Time) bool {
	const day = 24 * 60 * 60
	_, offset := t.Zone()
	return max(offset, -offset) < day
}

// decodeLooseTime reads a time that some documents print as text and some as a
// number of seconds or milliseconds; null and "" are the zero time.
func decodeLooseTime(d *jsonread.Decoder, t *time.Time) error {
	*t = time.Time{}
	switch d.Kind() {
	case jsonread.KindString:
		text, err := d.Text()
		if err != nil || len(text) == 0 {
			return err
		}
		var read time.Time
		if read.UnmarshalText(text) != nil || !hasZone(read) { // what is documented costs nothing more
			if read, err = parseTime(string(text)); err != nil {
				return &jsonread.ValueError{Problem: err.Error()}
			}
		}
		*t = read
		return nil
	case jsonread.KindNumber:
		var seconds float64
		if err := d.Float64(&seconds); err != nil {
			return err
		}
		read, problem := timeOf(seconds)
		if problem != "" {
			return &jsonread.ValueError{Problem: problem}
		}
		*t = read
		return nil
	default:
		return d.String(new(string)) // null, or no time
	}
}

// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5138.
const leastMilliseconds = 1e11

// timeOf is the time that a number of seconds or milliseconds since 1970 means, or the problem with it.
func timeOf(number float64) (t time.Time, problem string) {
	seconds := number
	if math.Abs(seconds) >= leastMilliseconds {
		seconds /= 1000
	}
	if math.Abs(seconds) >= leastMilliseconds {
		return time.Time{}, "is too large a number for a time"
	}
	whole, fraction := math.Modf(seconds)
	t = time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1000).UTC()
	if t.Year() < 0 {
		return time.Time{}, "is too small a number for a time"
	}
	return t, ""
}
