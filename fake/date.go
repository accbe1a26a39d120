package fake

// Dates of birth. The API's documents type one "object" and say no more, so a request may write it in three ways: a date, a
// date-time, whose own day counts, and an object of year, month and day.

import (
	"slices"
	"time"
)

// date is a day as "1990-05-17".
type date string

const dateForms = "must be a date such as 1990-05-17, a date-time, or an object of year, month and day"

// decode reads any of the three forms, strictly.
func (d *date) decode(raw []byte, lenient bool) []fieldError {
	if kindOf(raw) == "an object" {
		return d.decodeObject(raw, lenient)
	}
	if kindOf(raw) == "a string" {
		for _, layout := range []string{time.DateOnly, time.RFC3339} {
			if t, err := time.Parse(layout, unquote(raw)); err == nil {
				*d = date(t.Format(time.DateOnly))
				return nil
			}
		}
	}
	return []fieldError{{message: dateForms}}
}

type calendarDay struct {
	Year  member[int] `json:"year"`
	Month member[int] `json:"month"`
	Day   member[int] `json:"day"`
}

func (d *date) decodeObject(raw []byte, lenient bool) []fieldError {
	var day calendarDay
	if errs := decodeStrict(raw, &day, lenient); len(errs) > 0 {
		return errs
	}
	anyNumber := func(int) string { return "" }
	if errs := slices.Concat(
		day.Year.complaints("year", mandatory, anyNumber),
		day.Month.complaints("month", mandatory, anyNumber),
		day.Day.complaints("day", mandatory, anyNumber),
	); len(errs) > 0 {
		return errs
	}
	t := time.Date(day.Year.value, time.Month(day.Month.value), day.Day.value, 0, 0, 0, 0, time.UTC)
	exists := t.Year() == day.Year.value && int(t.Month()) == day.Month.value && t.Day() == day.Day.value
	if !exists || t.Year() < 0 || t.Year() > 9999 {
		return []fieldError{{message: "is no day of the calendar"}}
	}
	*d = date(t.Format(time.DateOnly))
	return nil
}
