package fake

// A duration as a state's JSON has it.

import (
	"fmt"
	"time"
)

// Duration is a time.Duration that JSON writes and reads as text: "10m".
type Duration time.Duration

// String is the duration as time.Duration prints it.
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalText writes the duration as time.Duration prints it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a duration as time.ParseDuration does.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf(`%q is not a duration such as "10m", 2562047h at most`, text)
	}
	*d = Duration(parsed)
	return nil
}
