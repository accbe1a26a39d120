package backend

// Dates of birth. The API's documents type one "object" and say no more, so a request may write it in three ways: a date, a
// date-time, whose own day counts, and an object of year, month and day.

import (
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// date is a day as "1990-05-17".
type date string

const dateForms = "must be a date such as 1990-05-17, a date-time, or an object of year, month and day"

// UnmarshalStrict reads any of the three forms.
func (d *date) UnmarshalStrict(raw []byte, decoder strictjson.Decoder) []strictjson.FieldError {
	switch strictjson.KindOf(raw) {
	case strictjson.Object:
		return d.unmarshalObject(raw, decoder)
	case strictjson.String:
		text := strictjson.Unquote(raw)
		layout := time.DateOnly
		if strictjson.IsDateTime(text) {
			layout = time.RFC3339
		}
		if t, err := time.Parse(layout, text); err == nil {
			*d = date(t.Format(time.DateOnly))
			return nil
		}
	default:
	}
	return []strictjson.FieldError{{Message: dateForms}}
}

type calendarDay struct {
	Year  strictjson.Member[int] `json:"year"`
	Month strictjson.Member[int] `json:"month"`
	Day   strictjson.Member[int] `json:"day"`
}

func (day *calendarDay) validate(v *validation) {
	member(v, &day.Year, "year", required, documentedRange(0, 9999))
	member(v, &day.Month, "month", required, documentedRange(1, 12))
	member(v, &day.Day, "day", required, documentedRange(1, 31))
}

// documentedRange says what a part of a date can be. It validates nothing: unmarshalObject checks the day as a whole.
func documentedRange(least, most int) rule[int] {
	return rule[int]{func(int) error { return nil }, Keywords{"minimum": least, "maximum": most}}
}

// forms are the three as the description of the API has them.
func (d *date) forms() []any {
	return []any{Keywords{"type": "string", "format": "date"}, Keywords{"type": "string", "format": "date-time"}, describe(&calendarDay{})}
}

func (d *date) unmarshalObject(raw []byte, decoder strictjson.Decoder) []strictjson.FieldError {
	var day calendarDay
	if errs := decoder.Decode(raw, &day); len(errs) > 0 {
		return errs
	}
	if errs := validate(&day); len(errs) > 0 {
		return errs
	}
	t := time.Date(day.Year.Value, time.Month(day.Month.Value), day.Day.Value, 0, 0, 0, 0, time.UTC)
	exists := t.Year() == day.Year.Value && int(t.Month()) == day.Month.Value && t.Day() == day.Day.Value
	if !exists || t.Year() < 0 || t.Year() > 9999 {
		return []strictjson.FieldError{{Message: "is no day of the calendar"}}
	}
	*d = date(t.Format(time.DateOnly))
	return nil
}
