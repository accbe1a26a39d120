package partnerkit

// Days of the calendar as the APIs write them, read in every shape that they are
// known to take.

import (
	"fmt"
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
		return nil, argErr("no such day: year %d, month %d, day %d", d.Year, int(d.Month), d.Day)
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
		err := d.Members(
			jsonread.Int("year", &read.Year),
			jsonread.Int("month", (*int)(&read.Month)),
			jsonread.Int("day", &read.Day),
		)
		if err != nil {
			return err
		}
	} else {
		var text string
		if err := d.String(&text); err != nil || text == "" {
			return err
		}
		t, err := jsonread.ParseTime(text)
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
