package partnerkit

// Dates and times as the APIs write them, read in every shape that they are
// known to take.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
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
	return d.Year >= 1 && d.Year <= 9999 && dateOf(t) == d
}

func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
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
	switch {
	case string(data) == "null", string(data) == `""`:
		*d = Date{}
		return nil
	case bytes.HasPrefix(data, []byte("{")):
		var parts struct{ Year, Month, Day int }
		if err := json.Unmarshal(data, &parts); err != nil {
			return err
		}
		*d = Date{parts.Year, time.Month(parts.Month), parts.Day}
	default:
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		t, err := parseTime(text)
		if err != nil {
			return err
		}
		*d = dateOf(t)
	}
	if !d.valid() {
		return fmt.Errorf("no such day: year %d, month %d, day %d", d.Year, int(d.Month), d.Day)
	}
	return nil
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

// A zone further away is none; time.Time would not write it back.
const secondsADay = 24 * 60 * 60

// parseTime reads an ISO 8601 time; one without a zone is taken as UTC.
func parseTime(text string) (time.Time, error) {
	for _, layout := range timeLayouts {
		t, err := time.Parse(layout, text)
		if _, offset := t.Zone(); err == nil && max(offset, -offset) < secondsADay {
			return t, nil
		}
	}
	return time.Time{}, errors.New("the text is not an ISO 8601 time")
}

// looseTime reads a time that some documents print as text and some as a
// number of seconds or milliseconds; null and "" are the zero time.
type looseTime time.Time

// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5138.
const leastMilliseconds = 1e11

func (t *looseTime) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null", string(data) == `""`:
		*t = looseTime{}
		return nil
	case (*time.Time)(t).UnmarshalJSON(data) == nil: // what is documented, and costs nothing
		return nil
	case data[0] == '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		parsed, err := parseTime(text)
		*t = looseTime(parsed)
		return err
	}
	seconds, err := strconv.ParseFloat(string(data), 64)
	if err != nil {
		return errors.New("a time is text or a number")
	}
	if math.Abs(seconds) >= leastMilliseconds {
		seconds /= 1000
	}
	if math.Abs(seconds) >= leastMilliseconds {
		return errors.New("the number is too large for a time")
	}
	whole, fraction := math.Modf(seconds)
	at := time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1000).UTC()
	if at.Year() < 0 {
		return errors.New("the number is too small for a time")
	}
	*t = looseTime(at)
	return nil
}
